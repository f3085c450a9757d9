// The pages that work without wasm: what a form asks for when the assistant cannot run, and what to do after a panic. They come
// late (`late.js`); where not even they can be fetched, `first.js` has a word.

import { download, h, text } from './dom.js';

// [Vietnamese, English]: both are shown, whatever the language set: this page must be understood by whoever sees it.
const WHY = {
  'wasm.blocked': [
    'Trang này chưa cho phép chạy trợ lý điền biểu mẫu. Dưới đây là những gì thủ tục yêu cầu, để bạn chuẩn bị hoặc khai trên giấy.',
    'This page does not allow the form assistant to run. Below is what the procedure asks for.',
  ],
  'wasm.unsupported': [
    'Trình duyệt này quá cũ để chạy trợ lý điền biểu mẫu. Hãy cập nhật trình duyệt hoặc dùng máy khác. Dưới đây là những gì thủ tục yêu cầu.',
    'This browser is too old for the form assistant. Please update it or use another device. Below is what the procedure asks for.',
  ],
  'wasm.load': [
    'Không tải được trợ lý điền biểu mẫu. Hãy kiểm tra kết nối mạng rồi thử lại. Dưới đây là những gì thủ tục yêu cầu.',
    'The form assistant could not be loaded. Check your connection and try again. Below is what the procedure asks for.',
  ],
  'definition.load': [
    'Không tải được biểu mẫu của thủ tục này. Hãy kiểm tra kết nối mạng rồi thử lại.',
    'The form of this procedure could not be loaded. Check your connection and try again.',
  ],
  'definition.origin': [
    'Địa chỉ của biểu mẫu không thuộc trang này nên không được mở.',
    'The address of the form is not on this site, so it was not opened.',
  ],
  'definition.missing': ['Trang này chưa chỉ ra thủ tục cần mở.', 'This page does not say which procedure to open.'],
  'definition.invalid': [
    'Biểu mẫu của thủ tục này có lỗi nên không mở được. Đây không phải lỗi của bạn; hãy báo cho cơ quan quản lý trang này.',
    'The form of this procedure is damaged and cannot be opened. It is not your fault; please tell the people who run this site.',
  ],
};

/** The least that a portal must allow. */
export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";

const both = ([vi, en]) => [h('p', { lang: 'vi' }, vi), h('p', { lang: 'en' }, en)];

/**
 * Why there is no form, and what the procedure asks for.
 * @param {string} code
 * @param {string} detail where in the definition (never a value)
 * @param {string | undefined} json the definition, if it came
 * @param {string} lang
 * @param {() => void} again
 */
export function fallback(code, detail, json, lang, again) {
  const vi = lang !== 'en';
  return h(
    'div',
    { class: 'plain' },
    h('div', { class: 'note', role: 'alert' }, ...both(WHY[code] ?? WHY['definition.invalid']),
      h('p', { class: 'code' }, detail ? `${code}: ${detail}` : code)),
    code !== 'wasm.unsupported' && code !== 'definition.origin' &&
      h('button', { type: 'button', class: 'main', onclick: again }, vi ? 'Thử lại' : 'Try again'),
    code.startsWith('wasm.') && summary(json, lang),
    code === 'wasm.blocked' &&
      h('details', {}, h('summary', {}, vi ? 'Dành cho người quản trị trang' : 'For the people who run this site'),
        h('p', {}, vi ? 'Chính sách tối thiểu trong tiêu đề trả lời của trang:' : 'The least policy in the response header of the page:'),
        h('pre', {}, `Content-Security-Policy: ${POLICY}`)),
  );
}

/** The definition as a page to read. It is untrusted and perhaps damaged: whatever is not there is left out. */
function summary(json, lang) {
  const vi = lang !== 'en';
  const t = (value) => text(value, lang);
  const list = (value) => (Array.isArray(value) ? value : []);
  let form;
  try {
    form = JSON.parse(json);
  } catch {
    return null;
  }
  if (!form || typeof form !== 'object') return null;
  const fact = (name, value) => (t(value) ? [h('dt', {}, name), h('dd', {}, t(value))] : []);
  const part = (name, items) => (items.length ? [h('h3', {}, name), h('ul', {}, ...items)] : []);
  const fields = (all) =>
    list(all).map((field) =>
      h('li', {}, t(field?.label), field?.required === true && (vi ? ' (bắt buộc)' : ' (required)'),
        list(field?.fields).length > 0 && h('ul', {}, ...fields(field.fields))));
  return h('section', {}, h('h2', {}, t(form.title)),
    h('dl', {},
      ...fact(vi ? 'Biểu mẫu' : 'Form', form.formName), ...fact(vi ? 'Số hiệu' : 'Number', form.formNumber),
      ...fact(vi ? 'Cơ quan' : 'Agency', form.agency), ...fact(vi ? 'Lệ phí' : 'Fee', form.fee),
      ...fact(vi ? 'Thời hạn' : 'Time limit', form.timeLimit)),
    ...part(vi ? 'Giấy tờ cần có' : 'Papers', list(form.papers).map((paper) =>
      h('li', {}, [t(paper?.name), t(paper?.note)].filter(Boolean).join(': ')))),
    ...list(form.steps).flatMap((step) =>
      list(step?.sections).flatMap((section) => part(t(section?.title), fields(section?.fields)))),
    list(form.law).length > 0 && h('details', {}, h('summary', {}, vi ? 'Căn cứ pháp lý' : 'Legal basis'),
      h('ul', {}, ...list(form.law).map((law) => h('li', {}, t(law?.cite))))),
  );
}

/**
 * After a panic: what happened, that nothing was sent, the draft, and a way to start again.
 * @param {string | undefined} draft
 * @param {string} lang
 * @param {() => void} again
 */
export function panic(draft, lang, again) {
  const vi = lang !== 'en';
  return h('div', { class: 'plain' },
    h('div', { class: 'note', role: 'alert' },
      h('h2', { tabindex: '-1' }, vi ? 'Trợ lý đã dừng vì một lỗi của chương trình' : 'The assistant stopped because of a program error'),
      h('p', {}, vi
        ? 'Không có thông tin nào bị gửi đi. Đây không phải lỗi của bạn.'
        : 'Nothing has been sent. It is not your fault.'),
      h('p', {}, draft
        ? (vi ? 'Những gì bạn đã khai vẫn còn trong bản nháp, chỉ lưu trong trang đang mở này. Hãy làm tiếp, hoặc tải bản nháp về máy để mở lại sau.'
          : 'What you entered is kept in a draft, only in this open page. Go on with it, or save it on your device to open it later.')
        : (vi ? 'Chưa có gì được khai, nên không mất gì.' : 'Nothing had been entered, so nothing is lost.')),
      h('p', { class: 'code' }, 'panic')),
    h('button', { type: 'button', class: 'main', onclick: again },
      draft ? (vi ? 'Làm lại từ bản nháp' : 'Go on from the draft') : (vi ? 'Bắt đầu lại' : 'Start again')),
    draft && h('button', { type: 'button', onclick: () => download('ban-nhap.json', 'application/json', draft) },
      vi ? 'Tải bản nháp về máy' : 'Save the draft'),
  );
}
