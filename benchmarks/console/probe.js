// Runs in the page before the console does: counts documents that arrive, long tasks and frames, and tells when something was painted.
(() => {
  const probe = { documents: 0, isCounting: true, longTasks: [], frames: 0 };
  window.musterProbe = probe;

  // Firestore's listening stream names each document it gives, which is what a read is charged for.
  const NAMED = '"documentChange"';
  async function count(stream) {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const seen = rest + text;
      probe.documents += seen.split(NAMED).length - 1;
      rest = seen.slice(-(NAMED.length - 1));
      if (!probe.isCounting) break; // reading along takes the page's time, which is not the console's
    }
  }
  const send = window.fetch;
  window.fetch = async (...request) => {
    const answer = await send(...request);
    if (!probe.isCounting || !answer.url.includes("Firestore/Listen/channel") || answer.body === null) return answer;
    const [kept, counted] = answer.body.tee();
    count(counted).catch(() => undefined);
    return new Response(kept, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
  };

  new PerformanceObserver((seen) => probe.longTasks.push(...seen.getEntries().map((task) => task.duration))).observe({ type: "longtask" });
  requestAnimationFrame(function frame() {
    probe.frames += 1;
    requestAnimationFrame(frame);
  });

  // A message that is posted while a frame is made comes after the frame was painted.
  function afterPaint(tell) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => tell(Date.now());
    channel.port2.postMessage(null);
  }

  // Resolves to when the first element of a kind was painted with a text in it, ms since 1970.
  probe.seen = (selector, text) =>
    new Promise((tell) => {
      const look = () => {
        if (!document.querySelector(selector)?.textContent.includes(text)) return;
        watching.disconnect();
        requestAnimationFrame(() => afterPaint(tell));
      };
      const watching = new MutationObserver(look);
      watching.observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    });

  probe.inTime = (painted) => Promise.race([painted, new Promise((_, fail) => setTimeout(() => fail(new Error("not painted in time")), 30000))]);

  // The map gives the graphics card new shapes in the very frame that draws them.
  let waiting = null;
  const upload = WebGL2RenderingContext.prototype.bufferData;
  WebGL2RenderingContext.prototype.bufferData = function (...given) {
    if (waiting !== null) afterPaint(waiting);
    waiting = null;
    return upload.apply(this, given);
  };
  probe.drawn = () => new Promise((tell) => (waiting = tell));

  probe.renderer = () => {
    const gl = document.createElement("canvas").getContext("webgl2");
    const named = gl?.getExtension("WEBGL_debug_renderer_info");
    return gl ? String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "none";
  };
})();
