const failures = [...document.querySelectorAll("details.failure[data-words]")];
const problem = document.getElementById("problem"), kind = document.getElementById("kind");
const words = document.getElementById("words"), shown = document.getElementById("shown");
function filter() {
  const wanted = words.value.trim().toLowerCase();
  let n = 0;
  for (const failure of failures) {
    const fits = (!problem.value || failure.dataset.problems.split(" ").includes(problem.value))
      && (!kind.value || failure.dataset.kind === kind.value)
      && (!wanted || failure.dataset.words.toLowerCase().includes(wanted));
    failure.hidden = !fits;
    if (fits) n += 1;
  }
  shown.textContent = shown.dataset.text.replace("{n}", n);
}
if (shown) {
  for (const control of [problem, kind, words]) {
    for (const event of ["input", "change"]) control.addEventListener(event, filter);
  }
  filter();
}
