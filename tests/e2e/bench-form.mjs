// A form of any size for the benchmark, like the ones that authorities use: names, dates, numbers, papers, choices, long
// lists, addresses, texts, boxes computed from others, conditions, rules. Ten boxes and a yes-or-no question make a section.
const LABELS = {
  name: 'Họ, chữ đệm, tên', birthDate: 'Ngày, tháng, năm sinh', birthWords: 'Ngày sinh ghi bằng chữ', sex: 'Giới tính',
  number: 'Số định danh cá nhân', document: 'Giấy tờ tùy thân', nationality: 'Quốc tịch', residence: 'Nơi cư trú',
  contact: 'Địa chỉ liên hệ', agency: 'Cơ quan quản lý cư trú', age: 'Tuổi',
};
const WHO = ['Người yêu cầu', 'Người mẹ', 'Người cha', 'Người giám hộ', 'Người làm chứng', 'Người nhận kết quả'];

const vi = (text) => ({ vi: text });

function section(n, role) {
  const at = (id) => `s${n}.${id}`;
  const known = `!(has(${at('none')}) && ${at('none')})`;
  const box = (id, type, more) => ({
    id: at(id), box: `o_${n}_${id.toLowerCase()}`, no: String(n), type, label: vi(LABELS[id]), required: known, show: known, ...more,
  });
  const from = (attribute) => ({ fill: `${role}.person.${attribute}` });
  const listed = `has(${at('document')}) && ${at('document')}.kind in ["can-cuoc", "cccd"]`;
  return {
    id: `s${n}`,
    title: vi(`${n}. ${WHO[(n - 1) % WHO.length]}${n > WHO.length ? ` thứ ${Math.ceil(n / WHO.length)}` : ''}`),
    fields: [
      { id: at('none'), type: 'yes-no', label: vi('Không có người này'), required: false },
      box('name', 'person-name', { ...from('name'), upper: n % 2 === 0, help: vi('Viết đủ họ, chữ đệm và tên như trên giấy tờ.'), example: 'Nguyễn Văn An' }),
      box('birthDate', 'date', { ...from('birth.date'), precision: 'year', half: true }),
      box('birthWords', 'text', { compute: `dateWords(${at('birthDate')})`, max: 120 }),
      box('sex', 'sex', { ...from('sex'), half: true }),
      box('number', 'citizen-id', { ...from('id.number'), half: true }),
      box('document', 'identity-document', from('id.document')),
      box('nationality', 'choice', { ...from('nationality'), list: 'countries', half: true }),
      box('residence', 'address', { ...from('address.residence'), required: `has(${at('name')}) && !(${listed})` }),
      box('contact', 'text', { ...from('address.residence'), max: 300, help: vi('Nơi nhận thư, nếu khác nơi cư trú.') }),
      n % 2
        ? box('agency', 'agency', from('address.residence.police-authority'))
        : box('age', 'integer', { compute: `age(${at('birthDate')}, today())`, min: 0, max: 150, half: true }),
    ],
  };
}

function rules(n) {
  const at = (id) => `s${n}.${id}`;
  return [
    {
      id: `R${n}-birth`, severity: 'error', check: `${at('birthDate')} <= today()`, fields: [at('birthDate')],
      message: vi('Ngày sinh ({birth}) ở sau hôm nay.'), params: { birth: `dmy(${at('birthDate')})` }, law: ['L1'],
    },
    {
      id: `R${n}-age`, severity: 'warning', when: `has(${at('number')})`, check: `age(${at('birthDate')}, today()) >= 14`,
      fields: [at('birthDate'), at('number')], message: vi('Người dưới 14 tuổi thường chưa có thẻ.'), law: ['L1'],
    },
  ];
}

/** `boxes` boxes to fill, in one step; each section about a role of its own, or all of them about one. */
export function definition(boxes, oneRole = false) {
  const count = Math.ceil(boxes / 10);
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const role = (n) => (oneRole ? 'p1' : `p${n}`);
  return {
    troly: 1, id: `0.${String(boxes).padStart(6, '0')}`, version: '2026.1.1',
    title: vi(`Biểu mẫu ${boxes} ô`), formName: vi('Tờ khai đo tốc độ'), formNumber: vi(`Mẫu ${boxes}`),
    effectiveFrom: '2026-01-01', checkedOn: '2026-01-01', agency: vi('Không cơ quan nào'), fee: vi('Không'), timeLimit: vi('Không'),
    law: [{ id: 'L1', cite: vi('Luật Căn cước 26/2023/QH15, Điều 19'), from: '2024-07-01' }],
    roles: (oneRole ? [1] : numbers).map((n) => ({ id: `p${n}`, name: vi(`${WHO[(n - 1) % WHO.length]} ${n}`), required: n === 1 })),
    steps: [{ id: 'all', title: vi('Tờ khai'), sections: numbers.map((n) => section(n, role(n))) }],
    rules: numbers.flatMap(rules),
  };
}

/** The text of the n-th person's card. All these people are invented; their numbers are formed as TT 59/2021/TT-BCA says. */
export function card(n) {
  const male = n % 2 === 1;
  const year = 70 + (n % 20);
  const id = `079${male ? 0 : 1}${year}${String(n).padStart(6, '0')}`;
  const name = `${male ? 'Trần Quốc' : 'Nguyễn Thị'} ${['Huy', 'Lan', 'Minh', 'Ánh', 'Bảo', 'Cúc'][n % 6]}`;
  return [id, '', name, `150119${year}`, male ? 'Nam' : 'Nữ', `${n} Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh`, '20052021'].join('|');
}

/** A dossier with a card and its person for each of the first `people` roles: opening it fills the form from the cards. */
export function cards(form, people) {
  const numbers = Array.from({ length: people }, (_, i) => i + 1);
  return {
    'troly-dossier': 1,
    definition: { id: form.id, version: form.version },
    records: numbers.map((n) => ({ id: `r${2 * n - 1}`, kind: 'cccd-qr-2021', importer: 1, raw: card(n) })),
    people: numbers.map((n) => ({ id: `p${2 * n}`, name: card(n).split('|')[2], records: [`r${2 * n - 1}`] })),
    casting: Object.fromEntries(numbers.map((n) => [`p${n}`, [`p${2 * n}`]])),
  };
}
