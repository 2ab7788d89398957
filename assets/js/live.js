// A page of an account closes itself when its session ends elsewhere: signed out, suspended, another password.
// Without scripts the next click does the same.
const place = document.body.dataset.live;

// Whoever sends a form may end the session by that very step; the answer says what happened.
let leaving = false;
addEventListener('submit', () => { leaving = true; });
addEventListener('pageshow', () => { leaving = false; });

function listen(pause) {
  const socket = new WebSocket(new URL(place, location.href).href.replace(/^http/, 'ws'));
  let heard = false;
  socket.addEventListener('open', () => { heard = true; });
  socket.addEventListener('message', ({ data }) => {
    if (JSON.parse(data).type === 'ended' && !leaving) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  });
  // The shop may restart; a shop that refuses is asked less and less.
  socket.addEventListener('close', () => setTimeout(listen, pause, heard ? 2000 : Math.min(pause * 2, 60000)));
}

if (place) listen(2000);
