// What an element shows before anything was fetched.

import { h } from './dom.js';

/** Grey bars until the form is there. */
export function skeleton(lang) {
  return h('div', { class: 'skeleton', 'aria-busy': 'true' },
    h('p', { class: 'seen', role: 'status' }, lang === 'en' ? 'Loading the form…' : 'Đang tải biểu mẫu…'),
    ...Array.from({ length: 7 }, () => h('i')));
}

/** Instead of a page of `plain.js` that could not be fetched. In both languages, as those are. */
export function bare(code, again) {
  return h('div', { class: 'plain' },
    h('div', { role: 'alert' },
      h('p', { lang: 'vi' }, 'Trợ lý điền biểu mẫu không chạy được. Không có thông tin nào bị gửi đi. Hãy kiểm tra kết nối mạng rồi thử lại.'),
      h('p', { lang: 'en' }, 'The form assistant cannot run. Nothing has been sent. Check your connection and try again.'),
      h('p', {}, code)),
    h('button', { type: 'button', onclick: again }, 'Thử lại · Try again'));
}
