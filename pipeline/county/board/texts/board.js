(function () {
  "use strict";
  // Without this script everything stands open and can be read; it only helps to find and to fold.
  document.querySelectorAll("form.tools").forEach(function (form) {
    var home = document.getElementById(form.dataset.for);
    var items = home.querySelectorAll("[data-find]");
    var groups = home.querySelectorAll("[data-group]");
    var buttons = form.querySelectorAll("[data-filter]");
    var box = form.elements.q, shown = form.querySelector(".shown");
    function apply() {
      var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      var on = form.querySelector('[data-filter][aria-pressed="true"]');
      var kept = 0;
      items.forEach(function (item) {
        var text = item.dataset.find.toLowerCase();
        var fits = words.every(function (word) { return text.indexOf(word) >= 0; }) &&
          (!on || (" " + item.dataset.is + " ").indexOf(" " + on.dataset.filter + " ") >= 0);
        item.hidden = !fits;
        kept += fits;
      });
      groups.forEach(function (group) { group.hidden = !group.querySelector("[data-find]:not([hidden])"); });
      if (words.length || on) {
        shown.textContent = kept ? "显示" + kept + form.dataset.noun + "，共" + items.length + form.dataset.noun + "。"
          : "没有符合条件的内容，请更换搜索词或者取消筛选。";
        home.querySelectorAll("[data-group]").forEach(function (group) { setGroup(group, false); });
      } else {
        shown.textContent = "";
      }
    }
    function setGroup(group, closed) {
      if (group.tagName === "DETAILS") { group.open = !closed; return; }
      group.classList.toggle("folded", closed);
      group.querySelector(".toggle").setAttribute("aria-expanded", String(!closed));
    }
    home.querySelectorAll("tbody[data-group]").forEach(function (group) {
      var head = group.querySelector("th[scope=rowgroup]"), toggle = document.createElement("button");
      toggle.type = "button";
      toggle.className = "toggle";
      toggle.setAttribute("aria-expanded", "true");
      while (head.firstChild) { toggle.appendChild(head.firstChild); }
      head.appendChild(toggle);
      toggle.addEventListener("click", function () { setGroup(group, !group.classList.contains("folded")); });
    });
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        var was = button.getAttribute("aria-pressed") === "true";
        buttons.forEach(function (one) { one.setAttribute("aria-pressed", "false"); });
        button.setAttribute("aria-pressed", String(!was));
        apply();
      });
    });
    form.querySelectorAll("[data-fold]").forEach(function (button) {
      button.addEventListener("click", function () {
        home.querySelectorAll("details, tbody[data-group]").forEach(function (one) {
          setGroup(one, button.dataset.fold === "closed");
        });
      });
    });
    box.addEventListener("input", apply);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    window.addEventListener("pageshow", apply);
    form.hidden = false;
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (one) { one.open = true; });
  });
})();
