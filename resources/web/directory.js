"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const form = find("find"), said = find("count");
  const fold = (text) => ` ${text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  const parts = (text) => new Set((text || "").split(" "));
  const labels = new Map([...form.elements.topic.options].map((option) => [option.value, option.text]));
  const entries = [...document.querySelectorAll(".e")].map((node) => {
    const topics = parts(node.dataset.t);
    const told = [...node.querySelectorAll("h3,.line,dd")].map((each) => each.textContent);
    const words = fold([...told, ...[...topics].map((topic) => labels.get(topic) || "")].join(" "));
    return { node, words, topics, days: parts(node.dataset.d), area: node.dataset.a || "", facts: parts(node.dataset.f), who: node.dataset.w || "" };
  });
  const sections = [...document.querySelectorAll("main section")];
  const chosen = (name) => (form.elements[name] ? form.elements[name].value : "");
  const ticked = (name) => form.elements[name].checked;

  const fits = (entry, words) =>
    words.every((word) => entry.words.includes(` ${word}`)) &&
    (!chosen("topic") || entry.topics.has(chosen("topic"))) &&
    (!chosen("area") || entry.area === chosen("area") || entry.facts.has("online")) &&
    (!chosen("day") || entry.days.has(chosen("day"))) &&
    (!chosen("who") || !entry.who || entry.who === chosen("who")) &&
    ["free", "step_free"].every((fact) => !ticked(fact) || entry.facts.has(fact));

  const show = () => {
    const words = fold(form.elements.words.value).split(" ").filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      entry.node.hidden = !fits(entry, words);
      shown += entry.node.hidden ? 0 : 1;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector(".e:not([hidden])");
      find(`to-${section.id}`).hidden = section.hidden;
    }
    const count = said.dataset.shown.replace("{shown}", shown).replace("{all}", entries.length);
    const told = shown ? count : `${count}. ${said.dataset.none}`;
    if (said.textContent !== told) said.textContent = told;
  };

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  find("all").addEventListener("click", () => {
    form.reset();
    show();
    form.elements.words.focus();
  });
  find("print").addEventListener("click", () => window.print());
  find("more").open = window.matchMedia("(min-width: 48rem)").matches;
  form.reset();
  form.hidden = false;
  show();
})();
