// What the pages share.
export const escape = (text) => String(text).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
export const page = (title, links, body) =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css"></head>
<body>${links ? `<nav><a href="/">Engineering portfolio</a>${links}</nav>` : ""}<h1>${escape(title)}</h1>${body}</body></html>\n`;

const formats = new Map();
/** A number in digits and grouped. */
export const number = (value, decimals) => {
  let format = formats.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(decimals, format);
  }
  return format.format(value);
};
