(() => {
  "use strict";
  const one = (what) => document.querySelector(what);
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const root = document.documentElement;
  const filters = Object.fromEntries(all("[data-filter]").map((s) => [s.dataset.filter, s]));
  const names = Object.fromEntries([...filters.status.options].map((o) => [o.value, o.text]));
  const rows = all(".row");
  root.classList.add("js");

  const partOf = (row, party) => row.dataset.party.split(" ").map((p) => p.split(":")).find(([key]) => key === party);

  const show = (row) => {
    const { party, status, month, aspect } = Object.fromEntries(Object.entries(filters).map(([k, s]) => [k, s.value]));
    const part = party ? partOf(row, party) : null;
    const stands = part ? part[1] : row.dataset.status;
    const fits = (!party || part) && (!status || status === stands) && (!aspect || aspect === row.dataset.aspect);
    row.hidden = !(fits && (!month || row.dataset.month.split(" ").includes(month)));
    const chip = row.querySelector(".chip");
    chip.className = `chip ${stands}`;
    chip.textContent = names[stands];
    const days = row.querySelector("em");
    if (days) days.hidden = ["reported", "accepted", "closed"].includes(stands);
    for (const line of all("[data-month]", row)) line.classList.toggle("hit", Boolean(month) && line.dataset.month === month);
    return !row.hidden;
  };

  const apply = () => {
    const shown = rows.filter(show).length;
    one("#shown").textContent = shown;
    one("#nothing").hidden = shown > 0;
    for (const key of ["status", "aspect"])
      for (const button of all(`button[data-${key}]`))
        button.classList.toggle("chosen", filters[key].value !== "" && button.dataset[key] === filters[key].value);
    for (const button of all("button[data-party]")) button.classList.toggle("chosen", button.dataset.party === filters.party.value);
    for (const button of all("button[data-status], button[data-aspect], button[data-party]"))
      button.setAttribute("aria-pressed", button.classList.contains("chosen"));
    const set = Object.entries(filters).filter(([, s]) => s.value);
    const words = set.map(([k, s]) => `${k}=${encodeURIComponent(s.selectedOptions[0].text)}`).join("&");
    if (words || location.hash.includes("=")) history.replaceState(null, "", `#${words}`);
  };

  const fromAddress = () => {
    if (!location.hash.includes("=")) return;
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const [key, select] of Object.entries(filters)) {
      const option = [...select.options].find((o) => o.value && o.text === wanted.get(key));
      select.value = option ? option.value : "";
    }
  };

  const choose = (key, value) => {
    filters[key].value = filters[key].value === value ? "" : value;
    apply();
    one("#list").scrollIntoView();
  };

  const sheet = (key) => {
    one("#sheet").value = key;
    for (const s of all(".sheet")) s.classList.toggle("chosen", s.id === `sheet-${key}`);
  };

  const print = (kind) => {
    root.classList.add(kind);
    window.print();
  };

  for (const select of Object.values(filters)) select.addEventListener("change", apply);
  for (const key of ["status", "aspect", "party"])
    for (const button of all(`button[data-${key}]`)) button.addEventListener("click", () => choose(key, button.dataset[key]));
  for (const button of all("button[data-sheet]"))
    button.addEventListener("click", () => {
      sheet(button.dataset.sheet);
      one("#sheets").scrollIntoView();
    });
  one("#sheet").addEventListener("change", (e) => sheet(e.target.value));
  one("#one").addEventListener("click", () => print(one("#sheet").value ? "only-sheet" : "only-sheets"));
  one("#every").addEventListener("click", () => print("only-sheets"));
  window.addEventListener("beforeprint", () => all("details.group").forEach((group) => (group.open = true)));
  window.addEventListener("afterprint", () => root.classList.remove("only-sheet", "only-sheets"));
  one("#reset").addEventListener("click", () => {
    for (const select of Object.values(filters)) select.value = "";
    apply();
  });
  one("#toggle").addEventListener("click", ({ target }) => {
    const open = rows.some((r) => !r.hidden && !r.open);
    for (const row of rows) row.open = open && !row.hidden;
    target.textContent = open ? target.dataset.close : target.dataset.open;
  });
  for (const form of all("form")) form.addEventListener("submit", (e) => e.preventDefault());
  window.addEventListener("hashchange", () => {
    fromAddress();
    apply();
  });
  fromAddress();
  apply();

  if (!("live" in document.body.dataset)) return;
  const IDLE = 60000;
  let touched = 0;
  let tag = null;
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"])
    window.addEventListener(kind, () => (touched = Date.now()), { passive: true });
  one("#changed").addEventListener("click", () => location.reload());
  const look = async () => {
    try {
      const found = await fetch(location.pathname + location.search, { method: "HEAD", cache: "no-store" });
      const now = found.ok ? found.headers.get("ETag") : null;
      if (now && tag && now !== tag) {
        one("#changed").hidden = false;
        if (Date.now() - touched > IDLE) location.reload();
      } else document.body.dataset.live = tag = now || tag;
    } catch {
      /* the next look may reach it */
    }
  };
  look();
  document.addEventListener("visibilitychange", look);
  setInterval(look, 30000);
})();
