// Boxes of every type, how a person brings each into every state, and which states a type cannot have: the data behind
// gallery.test.mjs. The types are the registry's, as the generated reference has them; a type without a box here fails the test.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import people from './people.mjs';

const reference = (name) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const schema = JSON.parse(reference('definition.schema.json')).$defs.field;

/** The field types of the registry. */
export const TYPES = schema.properties.type.enum;

/** Every attribute of the vocabulary. */
export const ATTRIBUTES = [...reference('definition.md').matchAll(/^\| `(person\.[a-z.-]+)` \|/gm)].map(([, name]) => name);

/** Whether fields of a type can have a key, as the reference has it. */
export function takes(type, key) {
  const { then } = schema.allOf.find((one) => one.if.properties.type.const === type);
  return then.properties[key] !== false;
}

export const STATES = ['empty', 'filled', 'proposed', 'error', 'warning', 'locked'];

/** What a person sees of the states that have a look of their own beside the six: the same answer in a second box. */
export const COPIED = 'copied';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n');
const file = (name, buffer = PDF) => ({ name, buffer, mimeType: 'application/octet-stream' });
const LONG_FILE = 'giay_chung_sinh_benh_vien_tu_du_ban_chup_mau_da_cong_chung_trang_1_va_2.pdf';

const say = (value) => (job, path) => job.answer(path, value);
const press = (...labels) => async ({ box }, path) => {
  for (const label of labels) await box(path).getByText(label, { exact: true }).click();
};
const type = (...parts) => async ({ box }, path) => {
  const controls = box(path).locator('input, textarea, select');
  for (const [i, part] of parts.entries()) {
    if (part === undefined) continue;
    const control = controls.nth(i);
    await (await control.evaluate((c) => c.localName) === 'select' ? control.selectOption({ label: part }) : control.fill(part));
  }
  await controls.last().focus();
  await controls.last().blur();
};
const find = (words, label) => async ({ box }, path) => {
  const input = box(path).locator('[role=combobox]');
  await input.fill(words);
  await box(path).getByRole('option', { name: label }).first().click();
  await input.blur();
};
const attach = (...files) => async ({ box }, path) => {
  await box(path).locator('input[type=file]').setInputFiles(files);
  await box(path).locator('li').nth(files.length - 1).waitFor();
};
const addRow = (...columns) => async ({ group }, path) => {
  await group(path).locator('> [data-action=add-row]').click();
  const row = group(path).locator('.rows > .row').last();
  for (const [i, text] of columns.entries()) {
    const input = row.locator('.field').nth(i).locator('input').first();
    await input.fill(text);
    await input.blur();
  }
};
/** As many rows as there must be are there from the beginning. */
const dropRow = async ({ group }, path) => group(path).locator('[data-action=remove-row]').first().click();
/** What has to be answered is said when the dossier is handed over. */
const MISSING = { missing: true, said: /./ };

/**
 * `keys`: of the definition. `missing`: wrong when it is not answered; `wrong`: more keys, of where it is to be wrong. `fill`: answers as a person does, and `shows`: what then stands there. `bad` does what is wrong, and
 * `said`: what is then said. `from`: the attribute that fills it. `copy`: the attribute under which a second box has the same.
 */
export const BOXES = [
  {
    id: 'text', type: 'text', label: 'Nghề nghiệp', help: 'Công việc chính hiện nay, ghi ngắn gọn.', example: 'buôn bán nhỏ',
    keys: { min: 5, max: 80 }, fill: say('Buôn bán nhỏ tại nhà'), shows: 'Buôn bán nhỏ tại nhà', bad: say('ab'), said: /ít nhất 5/,
    from: 'person.address.residence', copy: 'person.birth.place',
  },
  {
    id: 'multiline', type: 'multiline', label: 'Nội dung đề nghị giải quyết', keys: { min: 10 },
    fill: say('Xin cấp lại bản chính giấy khai sinh.\nBản cũ bị mất trong đợt lũ năm 2020.'), shows: /cấp lại[^]*đợt lũ/, bad: say('Xin'), said: /ít nhất 10/,
    from: 'person.address.residence', copy: 'person.hometown',
  },
  { id: 'integer', type: 'integer', label: 'Số bản sao', keys: { min: 0, max: 20 }, fill: say('7'), shows: '7', bad: say('hai'), said: /chữ số/ },
  {
    id: 'number', type: 'number', label: 'Diện tích đất (m²)', help: 'Theo giấy chứng nhận.', example: '82,5', keys: { decimals: 2 },
    fill: say('12.5'), shows: '12,5', bad: say('1,2,3'), said: /số/i,
  },
  { id: 'money', type: 'money', label: 'Thu nhập bình quân một tháng', example: '1.500.000', fill: say('1500000'), shows: /^1\.500\.000/, bad: say('nhiều'), said: /số/i },
  {
    id: 'date', type: 'date', label: 'Ngày, tháng, năm sinh', fill: say([15, 1, 1994]), shows: /^15[/ |]+0?1[/ |]+1994$/, bad: say([31, 2, 2026]), said: /ngày/i,
    from: 'person.birth.date', copy: 'person.birth.date',
  },
  { id: 'dateTime', type: 'date-time', label: 'Giờ và ngày sinh của con', fill: type('27', '11', '2026', '14', '5'), shows: /27.*11.*2026.*14.*05|14.*05.*27.*11.*2026/, bad: type('31', '2', '2026', '25', '61'), said: /ngày|giờ/i },
  { id: 'yesNo', type: 'yes-no', label: 'Đã từng đăng ký kết hôn', fill: say(true), shows: 'Có', ...MISSING },
  {
    id: 'choice', type: 'choice', label: 'Nơi nhận kết quả', from: 'person.address.residence',
    keys: { options: [['79', 'Thành phố Hồ Chí Minh'], ['01', 'Thành phố Hà Nội'], ['post', 'Qua bưu điện, đến địa chỉ nơi cư trú ghi trong tờ khai, người nhận trả cước phí']] },
    fill: say('Thành phố Hà Nội'), shows: 'Thành phố Hà Nội', ...MISSING,
  },
  {
    id: 'country', type: 'choice', label: 'Quốc tịch', keys: { list: 'countries' }, fill: find('nhat ban', 'Nhật Bản'), shows: /Nhật Bản/, bad: type('Xứ Lạ'), said: /danh|chọn/i,
    from: 'person.nationality', copy: 'person.nationality',
  },
  {
    id: 'commune', type: 'choice', label: 'Xã, phường, đặc khu nơi có đất', keys: { list: 'communes' }, fill: find('ben nghe', /Phường Sài Gòn/), shows: /Phường Sài Gòn, Thành phố Hồ Chí Minh/,
    bad: type('Xã Không Có'), said: /danh|chọn|xã/i, from: 'person.address.residence',
  },
  {
    id: 'choices', type: 'choices', label: 'Giấy tờ nộp kèm', help: 'Chọn nhiều nhất hai loại.', keys: { options: [['a', 'Giấy chứng sinh'], ['b', 'Giấy chứng nhận kết hôn'], ['c', 'Văn bản ủy quyền có công chứng hoặc chứng thực, nếu người khác nộp thay']], max: 2 },
    fill: press('Giấy chứng sinh', 'Giấy chứng nhận kết hôn'), shows: /Giấy chứng sinh[^]*Giấy chứng nhận kết hôn/,
    bad: press('Giấy chứng sinh', 'Giấy chứng nhận kết hôn', 'Văn bản ủy quyền có công chứng hoặc chứng thực, nếu người khác nộp thay'), said: /nhiều nhất 2/,
  },
  {
    id: 'name', type: 'person-name', label: 'Họ, chữ đệm, tên', help: 'Ghi như trên giấy tờ.', keys: { upper: true, no: '1' }, fill: say('Tôn Nữ Hoàng Thị Phương Uyên'), shows: 'TÔN NỮ HOÀNG THỊ PHƯƠNG UYÊN', bad: say('Nguyễn 4n'), said: /./,
    from: 'person.name', copy: 'person.name',
  },
  { id: 'sex', type: 'sex', label: 'Giới tính', fill: say('Nữ'), shows: 'Nữ', ...MISSING, from: 'person.sex', copy: 'person.sex' },
  { id: 'citizenId', type: 'citizen-id', label: 'Số định danh cá nhân', keys: { no: '2' }, fill: say(people.mother.id), shows: /^079 ?194 ?000 ?021$/, bad: say('07919400002'), said: /12/, from: 'person.id.number', copy: 'person.id.number' },
  { id: 'taxCode', type: 'identifier', label: 'Mã số thuế', keys: { kind: 'tax-code' }, fill: say('0100047516-001'), shows: /0100047516-001/, bad: say('0100047515'), said: /./, from: 'person.id.number', copy: 'person.id.old-number' },
  {
    id: 'document', type: 'identity-document', label: 'Giấy tờ tùy thân', fill: type('Hộ chiếu', 'C1234567', '20', '5', '2021', 'Cục Quản lý xuất nhập cảnh'), shows: /C1234567/, bad: type('Hộ chiếu', '!!'), said: /./,
    from: 'person.id.document', copy: 'person.id.document',
  },
  { id: 'phone', type: 'phone', label: 'Điện thoại', fill: say('0903123456'), shows: /0903 ?123 ?456/, bad: say('12'), said: /./, copy: 'person.phone' },
  { id: 'email', type: 'email', label: 'Thư điện tử', fill: say('nguyenthianhnguyet.quanlydanso.phuongsaigon@example.vn'), shows: /@example\.vn/, bad: say('nguyen@'), said: /./, copy: 'person.email' },
  {
    id: 'address', type: 'address', label: 'Nơi cư trú', help: 'Nơi thường trú; không có thì ghi nơi tạm trú.', example: '12 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh',
    fill: async (job, path) => { await find('ben nghe', /Phường Sài Gòn/)(job, path); await type(undefined, '12 Nguyễn Huệ')(job, path); }, shows: /Phường Sài Gòn/, 
    // The card's commune is taken out: with what is printed on the card beside it, it cannot be an address abroad
    wrong: { fill: 'applicant.person.address.residence' }, bad: type(''), said: /xã|phường/i,
    from: 'person.address.residence', copy: 'person.address.residence',
  },
  { id: 'agency', type: 'agency', label: 'Kính gửi', fill: say('Ủy ban nhân dân phường Sài Gòn, Thành phố Hồ Chí Minh'), shows: /phường Sài Gòn/, ...MISSING, from: 'person.address.residence.civil-authority' },
  { id: 'computed', type: 'text', label: 'Tóm tắt (tự ghi)', computed: true, shows: /^Về việc: ./, said: /phải khác/ },
  { id: 'cards', type: 'group', label: 'Người cùng đi', help: 'Mỗi người một mục.', fill: addRow('Trần Quốc Huy', '2'), shows: /Trần Quốc Huy/, wrong: { required: true, min: 2 }, bad: dropRow, said: /ít nhất 2/, from: 'person.name', rowName: 'người' },
  { id: 'table', type: 'group', label: 'Tài sản gắn liền với đất', fill: addRow('Nhà ở một tầng', '150000000', '2'), shows: /Nhà ở một tầng/, wrong: { required: true, min: 2 }, bad: dropRow, said: /ít nhất 2/, table: true, rowName: 'tài sản' },
  {
    id: 'files', type: 'attachment', label: 'Ảnh hoặc bản chụp giấy tờ', help: 'Chụp đủ bốn góc, đọc được chữ.', keys: { types: ['pdf', 'jpg', 'png'], maxSize: 5_242_880, max: 2 }, fill: attach(file(LONG_FILE), file('ảnh 3×4.pdf')), shows: /giay_chung_sinh/,
    bad: attach(file(LONG_FILE), file('la.pdf', Buffer.from('MZ\x90\0'))), said: /la\.pdf/,
  },
  { id: 'agree', type: 'declaration', label: 'Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu hoàn toàn trách nhiệm trước pháp luật về cam đoan của mình.', fill: say(true), shows: true, ...MISSING },
  { id: 'note', type: 'note', label: 'Trước khi khai', help: 'Người yêu cầu xuất trình bản chính giấy tờ khi nhận kết quả.' },
  { id: 'signature', type: 'signature', label: 'Người yêu cầu', help: 'Ký, ghi rõ họ tên khi nhận kết quả.' },
];

const NO_VALUE = 'there is nothing in it to answer';
const NEVER_FILLED = 'a personal act, never filled';
const NO_SOURCE = 'nothing that a paper states is of this kind';

/** What a type (`id`: this box of it) cannot be, and why. The test does what it can to bring about what is claimed impossible here. */
export const NEVER = [
  ...['note', 'signature'].flatMap((t) => STATES.slice(1).map((state) => ({ type: t, state, why: NO_VALUE }))),
  ...['integer', 'number', 'money', 'date-time', 'yes-no', 'choices', 'phone', 'email'].map((t) => ({ type: t, state: 'proposed', why: NO_SOURCE })),
  { type: 'attachment', state: 'proposed', why: 'contents of files are in no paper that is read' },
  { type: 'attachment', state: 'locked', why: 'files are always the person’s own to choose' },
  { type: 'declaration', state: 'proposed', why: NEVER_FILLED },
  { type: 'declaration', state: 'locked', why: NEVER_FILLED },
  { type: 'group', state: 'locked', why: 'its columns are locked, one by one' },
];

/** The boxes of a state. Of a computed box there is none where its text comes from a paper: then it is computed. */
export function boxesIn(state) {
  if (state === COPIED) return BOXES.filter((box) => box.copy);
  const never = (box) => NEVER.some((n) => n.type === box.type && n.state === state);
  return BOXES.filter((box) => !never(box) && !(state === 'proposed' && !box.from));
}

const text = (box) => ({ label: box.label, ...(box.help && { help: box.help }), ...(box.example && { example: box.example }) });

function field(box, state) {
  const { options, ...keys } = box.keys ?? {};
  const out = { id: `${state}.${box.id}`, type: box.type, ...text(box), ...keys };
  if (options) out.options = options.map(([value, label]) => ({ value, label }));
  if (state === 'error') Object.assign(out, box.wrong, box.missing && { required: true });
  if (state === 'proposed' && box.from && box.type !== 'group') out.fill = `applicant.${box.from}`;
  if (state === COPIED) out.fill = `other.${box.copy}`;
  if (state === 'locked') out.lock = 'locked.all == true';
  if (box.computed) out.compute = `'Về việc: ' + ${state}.text`;
  if (box.type === 'group') {
    Object.assign(out, { rowName: box.rowName, layout: box.table ? 'table' : 'cards', fields: columns(box, state) });
  }
  return out;
}

function columns(box, state) {
  if (box.table) {
    return [
      { id: 'what', type: 'text', label: 'Tên tài sản' }, { id: 'worth', type: 'money', label: 'Giá trị' },
      { id: 'count', type: 'integer', label: 'Số lượng', default: 1 },
    ];
  }
  const name = { id: 'name', type: 'person-name', label: 'Họ, chữ đệm, tên' };
  if (state === 'proposed') name.fill = `companions.${box.from}`;
  return [name, { id: 'years', type: 'integer', label: 'Tuổi' }];
}

/** One step for each state, in their order, each with the boxes of that state; `more`: steps after them. */
export function definition(more = []) {
  const step = (state) => {
    const fields = boxesIn(state).map((box) => field(box, state));
    // The second box about the same person stands right after the first
    const all = state === COPIED ? fields.flatMap((f) => [f, { ...f, id: `${f.id}Again`, label: `${f.label} (lần nữa)` }]) : fields;
    if (state === 'locked') all.unshift({ id: 'locked.all', type: 'yes-no', label: 'Khóa các ô dưới đây' });
    return { id: state, title: state, sections: [{ id: state, title: state, columns: 2, fields: all }] };
  };
  const ids = (state) => boxesIn(state).map((box) => [box, `${state}.${box.id}`]);
  const warning = ([box, id], n) => ({
    id: `W${n + 1}`, severity: 'warning', check: box.type === 'group' ? `size(${id}) < 1` : `!has(${id})`, fields: [id],
    message: 'Khác với bản khai trước của ông/bà. Xin kiểm tra lại trước khi nộp.', law: ['law'],
  });
  const wrong = { id: 'E1', severity: 'error', check: '!has(error.computed)', fields: ['error.computed'], message: 'Phần tóm tắt phải khác.', law: ['law'] };
  return {
    troly: 1, id: '0.000003', version: '1', title: 'Mọi loại ô ở mọi trạng thái', formName: 'Biểu mẫu thử', formNumber: 'Thử', effectiveFrom: '2026-01-01',
    checkedOn: '2026-11-27', agency: 'Không', fee: 'Không', timeLimit: 'Không',
    law: [{ id: 'law', cite: 'Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 của Chính phủ, Điều 4 khoản 1 điểm a' }],
    roles: [{ id: 'applicant', name: 'Người khai' }, { id: 'other', name: 'Người khác' }, { id: 'companions', name: 'Người cùng đi', many: true }],
    steps: [...[...STATES, COPIED].map(step), ...more],
    rules: [...ids('warning').map(warning), wrong],
  };
}

/** Fails unless every type of the registry has a box in every state or a reason why not, and not both. */
export function complete() {
  for (const t of TYPES) {
    assert.ok(BOXES.some((box) => box.type === t), `no box of type ${t} in the gallery`);
    for (const state of STATES) {
      const claimed = NEVER.some((n) => n.type === t && n.state === state);
      assert.ok(claimed || boxesIn(state).some((box) => box.type === t), `${t} is not shown ${state}, and nothing says why`);
    }
  }
  for (const { type: t } of [...NEVER, ...BOXES]) assert.ok(TYPES.includes(t), `the registry has no type ${t}`);
}
