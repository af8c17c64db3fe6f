// A part of a page that is being worked on elsewhere: read again until it is there. Without this file one presses “Look again”.
"use strict";
{
  const look = async () => {
    const place = document.querySelector("[data-follow]");
    if (!place) return clearInterval(turns);
    let answer;
    try {
      answer = await fetch(place.dataset.follow, { headers: { Accept: "text/html" } });
    } catch {
      return;
    }
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.getElementById(place.id);
    if (!now) return;
    // What follows from it (buttons, printing) comes with the whole page, once it is there.
    if (!now.hasAttribute("data-follow")) return location.reload();
    if (now.innerHTML !== place.innerHTML) place.innerHTML = now.innerHTML;
  };
  const turns = setInterval(look, 2000);
}
