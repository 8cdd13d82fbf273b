/** Filters and orders the turns. It only hides and moves what is there: without it the page reads the same. */
export const evalPageScript = `"use strict";
const list = document.getElementById("turns");
const form = document.getElementById("filter");
const shown = document.getElementById("shown");
const turns = [...list.children];
const worst = turns.map((turn) => turn.dataset.s.split(",").map((score) => (score === "" ? NaN : Number(score))));
let texts;
const apply = () => {
  const words = form.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const pipeline = form.elements.pipeline.value;
  const metric = Number(form.elements.metric.value);
  const most = form.elements.most.value === "" ? undefined : Number(form.elements.most.value);
  if (words.length > 0) texts ??= turns.map((turn) => turn.textContent.toLowerCase());
  let count = 0;
  turns.forEach((turn, at) => {
    const fits =
      words.every((word) => texts[at].includes(word)) &&
      (pipeline === "" || turn.dataset.p.includes("|" + pipeline + "|")) &&
      (most === undefined || worst[at][metric] <= most) &&
      (!form.elements.failed.checked || "e" in turn.dataset);
    turn.hidden = !fits;
    if (fits) count++;
  });
  shown.textContent = count + " of " + turns.length;
};
const order = () => {
  const metric = Number(form.elements.metric.value);
  const rank = (at) => (Number.isNaN(worst[at][metric]) ? 2 : worst[at][metric]);
  const places = turns.map((_, at) => at);
  if (form.elements.order.value === "worst") places.sort((one, other) => rank(one) - rank(other) || one - other);
  list.append(...places.map((at) => turns[at]));
};
let waiting;
form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(apply, 120);
  if (event.target.name === "order" || event.target.name === "metric") order();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
apply();`;
