// People who do not exist, with ID numbers that could (TT 59/2021/TT-BCA: province, century and sex, year), and the
// texts of their cards' QRs. Addresses are the older three-tier ones, as cards print them.

const card = (p) => [p.id, p.oldId ?? '', p.name, p.birth, p.sex, p.address, p.issued, ...(p.more ?? [])].join('|');

const people = {
  mother: { id: '079194000021', name: 'Nguyễn Thị Ánh Nguyệt', birth: '15011994', sex: 'Nữ', address: '12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh', issued: '20052021' },
  father: { id: '079091000034', oldId: '023456780', name: 'Trần Quốc Huy', birth: '02091991', sex: 'Nam', address: '12 Nguyễn Huệ, Bến Nghé, Quận 1, TP. Hồ Chí Minh', issued: '11082022' },
  // A card of the newer kind: eleven fields
  applicant: { id: '048096000057', name: 'Lê Hoàng Long', birth: '30041996', sex: 'Nam', address: '25 Bạch Đằng, Hải Châu, TP. Đà Nẵng', issued: '15092025', more: ['', '', '', ''] },
  head: { id: '048168000063', name: 'Phạm Thị Thu Hà', birth: '08031968', sex: 'Nữ', address: '101 Trần Phú, Hải Châu 1, Quận Hải Châu, TP. Đà Nẵng', issued: '25122021' },
};

for (const person of Object.values(people)) person.qr = card(person);

export default people;

/** The day that all tests stand on. */
export const TODAY = '2026-11-20';
