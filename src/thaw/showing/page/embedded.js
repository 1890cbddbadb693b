// A source that finds everything inside the page. Any other source gives the same messages.
export function embedded(element) {
  return {
    async open(tell) {
      const [head, body] = await unpacked(element.textContent.trim());
      const about = head.about;
      tell({ kind: "about", ...about });
      let at = 0;
      for (const block of head.blocks) {
        const rows = about[block.over === "polity" ? "polities" : "places"].length;
        const shape = [about.panes[block.pane].lines.length, rows, about.days.length];
        tell({ kind: "lines", pane: block.pane, over: block.over, measure: block.measure, first: 0,
          values: read(body.subarray(at, at + block.bytes), shape, block.step, about.missing) });
        at += block.bytes;
      }
      tell({ kind: "end" });
    },
  };
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const feed = whole.indexOf(10);
  const length = Number(new TextDecoder().decode(whole.subarray(0, feed)));
  const end = feed + 1 + length;
  return [JSON.parse(new TextDecoder().decode(whole.subarray(feed + 1, end))), whole.subarray(end)];
}

// Differences in seven bits a byte, the sign in the lowest bit; sums of them are multiples of `step`.
function read(bytes, [lines, rows, steps], step, missing) {
  let at = 0;
  const per = step < 1 ? Math.round(1 / step) : 0;
  const next = () => {
    let value = 0, scale = 1, byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  return Array.from({ length: lines }, () => Array.from({ length: rows }, () => {
    const out = new Float64Array(steps);
    let sum = 0;
    for (let t = 0; t < steps; t++) {
      sum += next();
      out[t] = sum === missing ? NaN : per ? sum / per : sum * step;
    }
    return out;
  }));
}
