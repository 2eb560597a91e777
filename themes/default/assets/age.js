// How long ago a rare event was: counted here, because a page that says it would be wrong tomorrow.
for (const time of document.querySelectorAll("time.ago")) {
  const days = Math.floor((Date.now() - Date.parse(time.dateTime)) / 86400000);
  if (days > 0) time.insertAdjacentText("afterend", ` (${days} ${days === 1 ? "day" : "days"} ago)`);
}
