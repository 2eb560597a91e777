// What is on the screen, taken alone and measured: one element without the rest of its page, how much of its square it
// covers, and how two pictures differ.

/**
 * Puts into a page of the site, in place of all that is there, the first element that a selector takes of another page,
 * given as text, below its ancestors (up to its chart, if it is in one): it looks as it does there. `change` may alter
 * it, in the page.
 */
export async function isolate(page, text, { selector, change = () => {} }) {
  const handle = await page.evaluateHandle(
    ([source, wanted]) => {
      const other = new DOMParser().parseFromString(source, "text/html");
      const taken = other.querySelector(wanted);
      if (!taken) throw new Error(`nothing is ${wanted}`);
      let alone = document.importNode(taken, true);
      const result = alone;
      const root = taken.closest("svg.chart")?.parentElement ?? other.body;
      for (let parent = taken.parentElement; parent !== root; parent = parent.parentElement) {
        const shell = document.importNode(parent, false);
        shell.append(alone);
        alone = shell;
      }
      document.body.className = other.body.className;
      document.body.replaceChildren(alone);
      return result;
    },
    [text, selector],
  );
  const element = handle.asElement();
  await element.evaluate(change);
  return element;
}

/** A picture of an element with a little of the ground around it. */
export async function image(page, element) {
  const box = await element.boundingBox();
  const margin = 6;
  const [x, y] = [Math.max(0, box.x - margin), Math.max(0, box.y - margin)];
  return page.screenshot({ clip: { x, y, width: box.width + 2 * margin, height: box.height + 2 * margin } });
}

/** How much of the smallest rectangle around a shape it covers, 0 to 1; what is in its middle, such as a letter, is of it. */
export function coverOf(page, png) {
  return page.evaluate(measure, { pngs: [base64(png)], what: "cover" });
}

/** Where two pictures of one place differ: in how many pixels, and the highest contrast of a pixel with itself. */
export async function compare(page, one, other) {
  const { pixels, pairs } = await page.evaluate(measure, { pngs: [base64(one), base64(other)], what: "difference" });
  return { pixels, contrast: Math.max(1, ...pairs.map(([before, now]) => contrastOf(before, now))) };
}

/** Contrast of two colours, each red, green and blue from 0 to 255, as WCAG 2.2 defines it: 1 to 21. */
export function contrastOf(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function base64(png) {
  return `data:image/png;base64,${png.toString("base64")}`;
}

/** Runs in a page: a picture has many pixels and a measure is one number. */
async function measure({ pngs, what }) {
  const [one, other] = await Promise.all(pngs.map(decode));
  return what === "cover" ? cover(one) : difference(one, other);

  async function decode(source) {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    const colours = Array.from({ length: data.length / 4 }, (_, index) => data.slice(index * 4, index * 4 + 3));
    return { width: picture.width, colours };
  }

  function cover({ width, colours }) {
    const distances = colours.map((colour) => distance(colour, colours[0]));
    const strongest = distances.reduce((most, now) => Math.max(most, now), 0);
    const rows = [];
    for (const [index, far] of distances.entries()) {
      if (strongest === 0 || far < strongest / 2) continue;
      const [x, y] = [index % width, Math.floor(index / width)];
      rows[y] = { left: rows[y]?.left ?? x, right: x };
    }
    const inked = rows.filter((row) => row !== undefined);
    const across = Math.max(...inked.map((row) => row.right)) - Math.min(...inked.map((row) => row.left)) + 1;
    return inked.reduce((sum, row) => sum + row.right - row.left + 1, 0) / (across * inked.length);
  }

  function difference(before, after) {
    let pixels = 0;
    const pairs = new Map();
    for (const [index, colour] of before.colours.entries()) {
      const now = after.colours[index];
      // Less is the smoothing of an edge.
      if (distance(colour, now) < 48) continue;
      pixels += 1;
      pairs.set(`${colour} ${now}`, [[...colour], [...now]]);
    }
    return { pixels, pairs: [...pairs.values()] };
  }

  function distance(some, others) {
    return Math.abs(some[0] - others[0]) + Math.abs(some[1] - others[1]) + Math.abs(some[2] - others[2]);
  }
}
