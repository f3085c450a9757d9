// What a portal team writes: hear the dossier when the citizen hands it over. A real portal would now send it to its
// own back end; this one shows what it got.

const form = document.getElementById('application');
const receipt = document.getElementById('receipt');
let received = 0;

/** How many answers there are in the data, however deep. */
function answers(value) {
  return value !== null && typeof value === 'object' ? Object.values(value).reduce((n, v) => n + answers(v), 0) : 1;
}

form.addEventListener('troly-submit', (event) => {
  received += 1;
  const { data } = event.detail;
  document.getElementById('count').textContent = `Lần nhận thứ ${received}: ${answers(data)} giá trị.`;
  document.getElementById('data').textContent = JSON.stringify(data, null, 2);
  receipt.hidden = false;
});

// The element takes part in the form: the dossier is there under its `name` once it was handed over, and not before
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const sent = new FormData(form);
  document.getElementById('count').textContent = `Biểu mẫu của cổng có: ${[...sent.keys()].join(', ')}.`;
  document.getElementById('receipt-title').focus();
});
