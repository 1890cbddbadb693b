// A page to try the server with; the lab's own takes its place.
const socket = new WebSocket(`ws://${location.host}/ws`);
socket.onopen = () => socket.send(JSON.stringify({ kind: "hello", protocol: 1 }));
socket.onmessage = (event) => {
  const message = JSON.parse(event.data);
  if (message.kind === "hello") {
    const first = message.cases[0];
    socket.send(JSON.stringify({ kind: "start", case: first.id, panes: [{ account: first.first }] }));
  }
  if (message.kind === "step") document.getElementById("day").textContent = String(message.t);
};
