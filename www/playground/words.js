// What this page says by itself, in both languages. Static texts stand in the page, remarks come from the module.

export const WORDS = {
  vi: {
    errors: (n) => `${n} lỗi`, warnings: (n) => `${n} cảnh báo`, infos: (n) => `${n} gợi ý`, fine: 'Không có gì để nhận xét.',
    error: 'Lỗi', warning: 'Cảnh báo', info: 'Gợi ý', at: (line, column) => `dòng ${line}, cột ${column}`, line: (n) => `Dòng ${n}`,
    instead: (word) => `Đổi thành ${word}`, working: 'Đang xem…', failed: 'Không xem được biểu mẫu. Hãy sửa một chữ hoặc tải lại trang để thử lại.',
    unreadable: 'Không mở được tệp này.', missing: 'Không tải được biểu mẫu này.', replaced: 'Đã thay biểu mẫu.', back: 'Lấy lại bản trước',
    foreign: { formio: 'Đây là biểu mẫu của Form.io.', 'json-schema': 'Đây là một JSON Schema.', 'json-forms': 'Đây là biểu mẫu của JSON Forms.' },
    take: 'Chuyển thành biểu mẫu Trợ Lý', taken: (c) => `Đã chuyển: ${c.kept} khóa giữ nguyên, ${c.approximated} khóa gần đúng, ${c.dropped} khóa bỏ lại.`,
    report: (n) => `Những chỗ cần xem lại (${n})`, restarted: 'Câu trả lời đang có không hợp với biểu mẫu mới nên tờ khai bắt đầu lại.',
    title: 'Trợ Lý: viết thử biểu mẫu', broken: 'Sửa hết lỗi trong biểu mẫu rồi phần này sẽ hiện.', wait: 'Đang tìm câu trả lời hợp với mọi quy tắc…',
    kept: 'Bản nháp được giữ trong trình duyệt này, chỉ trên máy này.', forgotten: 'Đã xóa bản nháp khỏi trình duyệt này.', nokeep: 'Trình duyệt không cho giữ bản nháp.',
    sample: { lead: 'Hồ sơ của những người không có thật, đúng mọi quy tắc mà trợ lý tìm được.', put: 'Điền vào tờ khai', all: 'Không vướng quy tắc nào.', unmet: (n) => `Còn vướng ${n} quy tắc:`, data: 'Dữ liệu', put_done: 'Đã điền hồ sơ mẫu vào tờ khai.', not_put: 'Chưa điền được hồ sơ mẫu.' },
    schema: { draft: 'Phiên bản', save: 'Tải lược đồ về', label: 'Lược đồ của dữ liệu' },
    data: { none: 'Khi người khai nộp hồ sơ trong tờ khai ở đây, dữ liệu mà cổng nhận được sẽ hiện ở đây.', lead: 'Đây là những gì cổng nhận trong troly-submit.', label: 'Dữ liệu cổng nhận được' },
    coverage: {
      head: (fills, of) => `${fills} trên ${of} ô khỏi phải gõ`, all: 'Tất cả các ô', role: 'Ô nói về', inAll: 'Tất cả các cách', anyRecord: 'Mọi giấy tờ', boxes: 'Từng ô', box: 'Ô', sources: 'Nguồn',
      lead: 'Tính bằng cách điền thử biểu mẫu với một giấy tờ mẫu mỗi loại. Tất cả các cách: giấy tờ, phân vai, ô được tính, ô đã khai ở chỗ khác, giá trị có sẵn.',
      fills: 'điền', offers: 'gợi ý', none: 'không', casting: 'phân vai', computed: 'tự tính', copied: (id) => `như ${id}`, default: 'có sẵn', byHand: 'chỉ người khai', unreached: (n) => `${n} ô không gì điền được`, ways: 'Cách khác',
      cell: (s) => `${s.fills}/${s.of} (${percent(s)})`, offered: (n) => `gợi ý ${n}`, shares: 'Phần điền được',
    },
  },
  en: {
    errors: (n) => (n === 1 ? '1 error' : `${n} errors`), warnings: (n) => (n === 1 ? '1 warning' : `${n} warnings`), infos: (n) => (n === 1 ? '1 hint' : `${n} hints`), fine: 'Nothing to remark.',
    error: 'Error', warning: 'Warning', info: 'Hint', at: (line, column) => `line ${line}, column ${column}`, line: (n) => `Line ${n}`,
    instead: (word) => `Make it ${word}`, working: 'Looking…', failed: 'The definition could not be looked at. Change a character, or reload the page, to try again.',
    unreadable: 'This file cannot be opened.', missing: 'This form could not be loaded.', replaced: 'The definition was replaced.', back: 'Bring the last one back',
    foreign: { formio: 'This is a form of Form.io.', 'json-schema': 'This is a JSON Schema.', 'json-forms': 'This is a form of JSON Forms.' },
    take: 'Make a Trợ Lý form of it', taken: (c) => `Done: ${c.kept} keys kept, ${c.approximated} approximated, ${c.dropped} dropped.`,
    report: (n) => `To be looked at (${n})`, restarted: 'The answers do not fit the new definition: the form starts anew.',
    title: 'Trợ Lý: form playground', broken: 'This appears as soon as the definition has no errors.', wait: 'Looking for answers that keep all rules…',
    kept: 'The draft is kept in this browser, on this device only.', forgotten: 'The draft was removed from this browser.', nokeep: 'The browser does not allow keeping a draft.',
    sample: { lead: 'A dossier of people who do not exist, keeping every rule that can be kept.', put: 'Put it into the form', all: 'It keeps all rules.', unmet: (n) => (n === 1 ? '1 rule could not be kept:' : `${n} rules could not be kept:`), data: 'Data', put_done: 'The sample is in the form.', not_put: 'The sample could not be put into the form.' },
    schema: { draft: 'Draft', save: 'Download the schema', label: 'Schema of the data' },
    data: { none: 'When a dossier is handed over in the form here, this shows what the portal gets.', lead: 'This is what the portal gets in troly-submit.', label: 'What the portal gets' },
    coverage: {
      head: (fills, of) => `${fills} of ${of} boxes need no typing`, all: 'All boxes', role: 'Boxes about', inAll: 'All ways', anyRecord: 'All records', boxes: 'Box by box', box: 'Box', sources: 'Sources',
      lead: 'Worked out by filling the form with a specimen of each record. All ways: records, casting, computed boxes, boxes answered elsewhere, defaults.',
      fills: 'fills', offers: 'offers', none: 'no', casting: 'casting', computed: 'computed', copied: (id) => `as ${id}`, default: 'default', byHand: 'by the person only', unreached: (n) => (n === 1 ? '1 box that nothing fills' : `${n} boxes that nothing fills`), ways: 'Other ways',
      cell: (s) => `${s.fills}/${s.of} (${percent(s)})`, offered: (n) => `offers ${n}`, shares: 'Share of boxes',
    },
  },
};

const percent = ({ percent }) => `${Math.round(percent)} %`;
