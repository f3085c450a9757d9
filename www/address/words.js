// What this page says by itself, in both languages. Static texts stand in the page, explanations come from the module.

const number = (locale) => (n) => n.toLocaleString(locale);
const vi = number('vi-VN');
const en = number('en-GB');

export const WORDS = {
  vi: {
    title: 'Trợ Lý: đổi địa chỉ trong bảng',
    wrong: {
      load: 'Không tải được phần xử lý. Hãy kiểm tra kết nối mạng rồi thử lại.', broke: 'Phần xử lý bị hỏng giữa chừng. Hãy chọn lại bảng.',
      'table.size': 'Tệp quá lớn: tối đa 30 MB. Hãy chia bảng thành nhiều phần.', 'table.empty': 'Không có gì trong bảng này.',
      'table.rows': 'Bảng quá dài: tối đa 300.000 dòng. Hãy chia bảng thành nhiều phần.', 'table.columns': 'Bảng có quá nhiều cột: tối đa 500.',
      'table.binary': 'Đây không phải là bảng dạng chữ (CSV).', 'table.excel': 'Đây là tệp Excel. Hãy mở bằng Excel rồi lưu thành “CSV UTF-8”, hoặc chép các ô và dán vào đây.',
      read: 'Không đọc được tệp này.',
    },
    notices: {
      'table.quotes': 'Dấu ngoặc kép trong bảng không khớp nhau nên được đọc như chữ thường. Hãy xem lại các cột.',
      'table.ragged': 'Các dòng không có cùng số ô; ô thiếu được để trống.',
      'table.encoding': 'Tệp không phải UTF-8 nên được đọc theo bảng mã Windows-1258. Nếu dấu bị sai, hãy lưu lại thành UTF-8.',
    },
    opened: (rows, columns) => `Đã mở bảng: ${vi(rows)} dòng, ${vi(columns)} cột.`,
    column: (n, name, sample) => `${n}. ${name || 'Cột không tên'}${sample ? ` (ví dụ: ${sample})` : ''}`, none: '(không có)',
    shown: 'Những địa chỉ đầu tiên sẽ được đọc như sau:', nothing: 'Các cột đã chọn không có địa chỉ nào. Hãy chọn cột khác.',
    progress: (done, of) => `${vi(done)} / ${vi(of)} dòng`, quarter: (percent) => `Đã đổi ${percent} %`, stopped: 'Đã dừng. Bảng chưa được đổi hết.', begun: 'Đang đổi địa chỉ…',
    finished: (rows, review) => `Xong ${vi(rows)} dòng. ${review ? `Còn ${vi(review)} địa chỉ cần người xem.` : 'Không còn địa chỉ nào cần người xem.'}`,
    states: {
      certain: 'Chắc chắn', already_new: 'Đã là địa chỉ hiện hành', picked: 'Người chọn', candidates: 'Cần người chọn', province_only: 'Chỉ biết tỉnh, thành phố',
      contradictory: 'Mâu thuẫn', not_found: 'Không nhận ra', empty: 'Không có địa chỉ',
    },
    rows: (n) => `${vi(n)} dòng`, left: (open, of) => `Còn ${vi(open)} trên ${vi(of)} địa chỉ cần người xem.`, allDone: 'Mọi địa chỉ đã được xem.',
    members: (addresses, rows) => `${vi(addresses)} địa chỉ, ${vi(rows)} dòng`, at: (row, rows) => (rows > 1 ? `dòng ${vi(row)} và ${vi(rows - 1)} dòng khác` : `dòng ${vi(row)}`),
    guess: 'phỏng đoán không chính thức', unset: 'Chưa chọn', other: 'Nơi khác…', commune: 'Xã, phường, đặc khu hiện hành',
    forAll: (n) => `Chung cho ${vi(n)} địa chỉ chưa chọn`, useAll: 'Dùng cho tất cả', last: (line) => `Như lần trước: ${line}`,
    picked: (line) => `Đã chọn: ${line}`, undo: 'Bỏ chọn', saidPicked: (line) => `Đã chọn ${line}.`, saidMany: (n, line) => `Đã chọn ${line} cho ${vi(n)} địa chỉ.`, saidUndone: 'Đã bỏ chọn.',
    search: 'Tìm xã, phường, đặc khu (tên mới hoặc cũ)', hits: (n) => (n ? `${vi(n)} nơi` : 'Không tìm thấy'), choose: (line) => `Chọn ${line}`,
    more: (n) => `Hiện thêm địa chỉ (còn ${vi(n)})`, page: (n, of) => `Trang ${vi(n)} / ${vi(of)}`, unknown: 'Không rõ nơi',
    saved: (n) => (n ? `Đã tạo tệp. ${vi(n)} ô bắt đầu bằng dấu như “=” được thêm dấu ' ở trước, để bảng tính không chạy chúng như công thức.` : 'Đã tạo tệp.'),
    names: { converted: 'dia-chi-moi.csv', review: 'can-xem-lai.csv' },
  },
  en: {
    title: 'Trợ Lý: convert addresses in a table',
    wrong: {
      load: 'The worker could not be loaded. Check your connection and try again.', broke: 'The worker broke down. Choose the table again.',
      'table.size': 'The file is too large: at most 30 MB. Divide the table.', 'table.empty': 'There is nothing in this table.',
      'table.rows': 'The table is too long: at most 300,000 rows. Divide it.', 'table.columns': 'The table has too many columns: at most 500.',
      'table.binary': 'This is no table of text (CSV).', 'table.excel': 'This is an Excel file. Open it in Excel and save it as “CSV UTF-8”, or copy the cells and paste them here.',
      read: 'This file cannot be read.',
    },
    notices: {
      'table.quotes': 'Quotation marks in the table do not match; they were read as plain text. Look at the columns again.',
      'table.ragged': 'Not all rows have the same number of cells; missing ones are left empty.',
      'table.encoding': 'The file is not UTF-8 and was read as Windows-1258. If accents are wrong, save it as UTF-8.',
    },
    opened: (rows, columns) => `The table is open: ${en(rows)} rows, ${en(columns)} columns.`,
    column: (n, name, sample) => `${n}. ${name || 'No name'}${sample ? ` (like: ${sample})` : ''}`, none: '(none)',
    shown: 'The first addresses will be read like this:', nothing: 'These columns hold no address. Choose others.',
    progress: (done, of) => `${en(done)} / ${en(of)} rows`, quarter: (percent) => `${percent} % converted`, stopped: 'Stopped. Not all of the table was converted.', begun: 'Converting…',
    finished: (rows, review) => `${en(rows)} rows done. ${review ? `${en(review)} addresses need a person.` : 'No address needs a person.'}`,
    states: {
      certain: 'Certain', already_new: 'Of today already', picked: 'Picked by a person', candidates: 'To be picked', province_only: 'Only the province is known',
      contradictory: 'Contradictory', not_found: 'Not recognised', empty: 'No address',
    },
    rows: (n) => (n === 1 ? '1 row' : `${en(n)} rows`), left: (open, of) => `${en(open)} of ${en(of)} addresses need a person.`, allDone: 'All addresses were looked at.',
    members: (addresses, rows) => `${addresses === 1 ? '1 address' : `${en(addresses)} addresses`}, ${rows === 1 ? '1 row' : `${en(rows)} rows`}`,
    at: (row, rows) => (rows > 1 ? `row ${en(row)} and ${en(rows - 1)} more` : `row ${en(row)}`),
    guess: 'an unofficial guess', unset: 'Not picked', other: 'Somewhere else…', commune: 'Commune of today',
    forAll: (n) => (n === 1 ? 'For the address not picked yet' : `For all ${en(n)} addresses not picked yet`), useAll: 'Use for all', last: (line) => `As last time: ${line}`,
    picked: (line) => `Picked: ${line}`, undo: 'Undo', saidPicked: (line) => `Picked ${line}.`, saidMany: (n, line) => `Picked ${line} for ${en(n)} addresses.`, saidUndone: 'Taken back.',
    search: 'Search for a commune (new or old name)', hits: (n) => (n === 1 ? '1 place' : n ? `${en(n)} places` : 'Nothing found'), choose: (line) => `Pick ${line}`,
    more: (n) => `Show more addresses (${en(n)} left)`, page: (n, of) => `Page ${en(n)} / ${en(of)}`, unknown: 'Place unknown',
    saved: (n) => (n ? `The file was made. ${n === 1 ? '1 cell' : `${en(n)} cells`} beginning with a sign like “=” got an ' in front, so that no spreadsheet runs them as formulas.` : 'The file was made.'),
    names: { converted: 'new-addresses.csv', review: 'to-be-reviewed.csv' },
  },
};
