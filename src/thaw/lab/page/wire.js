// The socket: messages as JSON or bytes, questions with an answer, and one try after another to come back.
const DECODER = new TextDecoder();

// A message that is mostly numbers: length of its head, the head as JSON, values as float32.
function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  return { ...JSON.parse(DECODER.decode(new Uint8Array(buffer, 4, length))), values: new Float32Array(buffer, 4 + length) };
}

export function makeWire(address, { on, lost, back }) {
  const asked = new Map();
  let socket = null, next = 1, tries = 0, done = false;

  function open() {
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => take(typeof data === "string" ? JSON.parse(data) : unpacked(data)));
    socket.addEventListener("open", async () => {
      try {
        const hello = await ask({ kind: "hello", protocol: 1 });
        const again = tries > 0;
        tries = 0;
        back(hello, again);
      } catch (problem) {
        done = true;
        lost(problem.message, true);
      }
    });
    socket.addEventListener("close", () => {
      for (const { fail } of asked.values()) fail(new Error("the connection was lost"));
      asked.clear();
      if (done) return;
      lost("The lab does not answer. It is tried again.", false);
      setTimeout(open, Math.min(10000, 500 * 2 ** tries++));
    });
  }

  function take(message) {
    if (message.kind === "bye") {
      done = Boolean(message.final);
      lost(message.what, done);
      return;
    }
    const question = asked.get(message.id);
    if (!question) return on(message);
    if (message.kind === "progress") return question.told(message);
    if (message.kind === "error") {
      asked.delete(message.id);
      return question.fail(Object.assign(new Error(message.what || "this was refused"), { problems: message.problems || [] }));
    }
    if (message.kind !== question.kind) return on(message);
    asked.delete(message.id);
    question.found(message);
  }

  // Sends a message whose answer has the kind `kind` (its own unless given); resolves to that answer.
  function ask(message, { told = () => {}, kind = message.kind } = {}) {
    const id = next++;
    return new Promise((found, fail) => {
      asked.set(id, { kind, told, found, fail });
      if (!send({ ...message, id })) {
        asked.delete(id);
        fail(new Error("the lab does not answer"));
      }
    });
  }

  function send(message) {
    if (!socket || socket.readyState !== 1) return false;
    socket.send(JSON.stringify(message));
    return true;
  }

  open();
  return { ask, send };
}
