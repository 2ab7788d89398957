// The page of an order whose payment is under way shows its files as soon as it has arrived.
const waits = 'data-again';
if (document.querySelector(`[${waits}]`)) {
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!answer.ok || (await answer.text()).includes(waits)) return;
      clearInterval(timer);
      location.reload();
    } catch {
      // The line is down: the next look may succeed.
    }
  }, 4000);
}
