// A stand-in for the lab's server: the same messages, made up inside the page. window.FAKE holds what it tells.
(() => {
  const F = window.FAKE;
  window.fake = { sent: [], got: [], sockets: [], cancelled: [] };
  let runs = 0;

  class FakeSocket extends EventTarget {
    constructor(address) {
      super();
      this.address = address;
      this.readyState = 0;
      this.run = null;
      this.line = new MessageChannel(); // each message comes by itself, as from a socket
      this.line.port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
      window.fake.sockets.push(this);
      setTimeout(() => { this.readyState = 1; this.dispatchEvent(new Event("open")); }, 1);
    }

    tell(message) {
      this.note(message.kind, message.t);
      this.line.port2.postMessage(JSON.stringify(message));
    }

    note(kind, t) {
      window.fake.sent.push({ kind, t, at: performance.now() });
      if (window.fake.sent.length > 5000) window.fake.sent.splice(0, 2500);
    }

    // As `thaw.lab.messages.packed`: length of the head, the head, values as float32.
    tellSteps(head, values) {
      this.note("steps", head.first + head.count - 1);
      let text = JSON.stringify({ kind: "steps", ...head });
      text += " ".repeat((4 - (text.length % 4)) % 4);
      const made = new ArrayBuffer(4 + text.length + 4 * values.length);
      new DataView(made).setUint32(0, text.length, true);
      new Uint8Array(made, 4, text.length).set(new TextEncoder().encode(text));
      new Float32Array(made, 4 + text.length).set(values);
      this.line.port2.postMessage(made, [made]);
    }

    send(text) {
      const message = JSON.parse(text);
      window.fake.got.push(message);
      const { id } = message;
      const later = (made, ms = 1) => setTimeout(() => this.tell({ ...made, id }), ms);
      const does = {
        hello: () => later(F.hello),
        account: () => later({ ...F.account, case: message.case, account: message.account }),
        start: () => this.start(message),
        play: () => this.play(true, message.speed),
        pause: () => this.play(false),
        speed: () => this.play(this.run.playing, message.speed),
        step: () => { this.play(false); this.steps(message.n || 1); },
        jump: () => this.jump(message.day),
        effect: () => { later({ kind: "progress", of: "effect", done: 1, total: 4, words: "1 of 4 pairs" }); later({ ...F.effect, case: message.case }, 30); },
        verdict: () => { later({ kind: "progress", of: "verdict", done: 1, total: null, words: "reading" }); later(F.verdict, 30); },
        file: () => later(message.text && message.text.includes("mistake") ? { kind: "file", name: message.name, ok: false, problems: [{ where: `${message.name}:2`, line: 2, key: "mistake", what: "unknown key", expected: "title", nearest: "title", todo: "write title" }] }
          : { kind: "file", name: message.name, ok: true, what: message.as || "lever", ref: `file:${message.name}`, title: "One of mine", notes: ["Read as data."],
            ...(message.as === "case" ? { case: { ...F.hello.cases[0], id: `file:${message.name}`, title: "One of mine" } } : {}) }),
        published: () => this.film(message, id),
        cancel: () => window.fake.cancelled.push(message.what),
        stop: () => {},
      }[message.kind];
      if (does) does();
      else later({ kind: "error", of: message.kind, problems: [], what: "unknown kind" });
    }

    start(message) {
      clearInterval(this.timer);
      const bad = message.panes.find((p) => p.parameters && Object.values(p.parameters).some((v) => v === 13));
      if (bad) return setTimeout(() => this.tell({ kind: "error", of: "start", id: message.id, what: "13 is refused", problems: [{ where: "", key: "x", what: "13 is refused" }] }), 1);
      const columns = Object.fromEntries(["polity", "place"].map((over) => [over, F.about.measures.filter((m) => m.over.includes(over)).map((m) => m.id)]));
      const panes = message.panes.map((p, k) => ({ ...F.about.panes[0], columns, name: `${p.account}${k ? " (right)" : ""}`, account: p.account, lines: ["run 1"], bands: false, runs: 1, seeds: [String(message.seed)] }));
      const request = { ...message };
      delete request.id;
      const marks = message.panes.flatMap((p, k) => p.levers.map((l) => ({ pane: k, day: l.on || F.about.days[40], until: null, words: typeof l === "string" ? l : JSON.stringify(l) })));
      const about = { ...F.about, kind: "about", run: ++runs, request, panes, lever_marks: marks };
      this.run = { t: 0, about, playing: message.play !== false, speed: message.speed ?? 20, lift: message.panes.map((p) => 1 + Object.keys(p.parameters || {}).length + p.levers.length / 2) };
      setTimeout(() => {
        this.tell({ ...about, id: message.id });
        this.steps(1);
        if (message.jump) this.jump(message.jump);
        else this.play(this.run.playing, this.run.speed);
      }, 1);
    }

    play(on, speed) {
      const run = this.run;
      clearInterval(this.timer);
      run.playing = on;
      if (speed !== undefined) run.speed = speed;
      this.state();
      if (!on) return;
      const every = run.speed ? 1000 / run.speed : 4;
      let due = performance.now();
      const next = () => {
        if (!run.playing || run !== this.run) return;
        this.steps(run.speed ? 1 : 40);
        due += every;
        this.timer = setTimeout(next, Math.max(0, due - performance.now()));
      };
      this.timer = setTimeout(next, every);
    }

    jump(day) {
      const run = this.run, to = run.about.days.findLastIndex((d) => d <= day);
      const on = run.playing;
      clearTimeout(this.timer);
      if (to >= run.t) this.steps(to + 1 - run.t);
      this.play(on, run.speed);
    }

    state() {
      const { about, playing, speed, t } = this.run;
      this.tell({ kind: "state", run: about.run, playing, speed, t: t - 1, steps: about.days.length, per_second: speed || 400 });
    }

    // Values tell their place: 1000 a side and 100 a row on top of the step, times what was changed.
    value(pane, row, t) {
      return (t + 100 * row + 1000 * pane) * this.run.lift[pane];
    }

    steps(n) {
      const run = this.run, { about } = run;
      n = Math.min(n, about.days.length - run.t);
      if (n <= 0) return this.over();
      for (let k = 0; k < n; k++) {
        const t = run.t + k;
        if (t % 25 === 10) this.tell({ kind: "log", run: about.run, pane: 0, entries: [{ t, day: about.days[t], polity: about.polities[0].id, place: "", from: "ruler", words: `rulers decide on day ${t}` }] });
      }
      about.panes.forEach(({ columns }, pane) => {
        const values = [];
        for (const [over, rows] of [["polity", about.polities], ["place", about.places]]) {
          for (let k = 0; k < n; k++) rows.forEach((_, r) => columns[over].forEach(() => values.push(this.value(pane, r, run.t + k))));
        }
        this.tellSteps({ run: about.run, pane, first: run.t, count: n }, values);
      });
      if (run.t === 0 || (run.t + n) % 50 < n) this.tell({ ...F.panel, kind: "panel", run: about.run, pane: 0, t: run.t + n - 1, day: about.days[run.t + n - 1] });
      run.t += n;
      if (run.t >= about.days.length) this.over();
    }

    over() {
      const run = this.run;
      if (run.done) return;
      run.done = true;
      run.playing = false;
      this.tell({ kind: "end", of: "run", run: run.about.run });
      setTimeout(() => this.tell({ kind: "kept", run: run.about.run }), 20);
    }

    film(message, id) {
      const found = F.published[message.model];
      setTimeout(() => {
        this.tell({ ...found, id });
        if (!message.frames) return;
        const { width, height } = found.picture;
        for (let tick = 0; tick < 60; tick++) {
          const cells = Array.from({ length: width * height }, (_, k) => String((k + tick) % 3)).join("");
          this.tell({ kind: "frame", of: "published", id, tick, cells, counts: { active: tick, jailed: 60 - tick } });
        }
        this.tell({ kind: "end", of: "published", id });
      }, 1);
    }

    close() { this.readyState = 3; this.dispatchEvent(new Event("close")); }
  }
  window.WebSocket = FakeSocket;
})();
