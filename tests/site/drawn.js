// The words of a drawing in order, and how many items carry data (axes and legends left out).
(svg) => ({
  texts: [...svg.querySelectorAll("text")].map((text) => text.textContent).sort(),
  marks: svg.querySelectorAll(".role-mark > path, .role-mark > line, .role-mark > text, .role-mark > a").length,
})
