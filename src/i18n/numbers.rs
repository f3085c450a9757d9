//! What is said of the numbers that few forms ask for, and what numbers say.
//!
//! [`TABLE`] comes with the readers of those numbers: the first load has no use for it. `FACTS` is for whoever asks what a
//! number says, or has words read: the command line and the documentation.

use super::Row;
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
use crate::identity::Fact;

/// Key, Vietnamese, English.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    ("dossier-code.character", "Mã hồ sơ chỉ có chữ cái A–Z, chữ số, dấu chấm và dấu gạch ngang; ký tự thứ {at} là “{found}”.", "A dossier code has letters A to Z, digits, dots and hyphens only; character {at} is “{found}”."),
    ("dossier-code.date", "Sáu chữ số từ ký tự thứ {at} là ngày nhận hồ sơ (năm, tháng, ngày), nhưng không có ngày này. Xin so lại với giấy hẹn.", "The six digits from character {at} are the day of reception (year, month, day), and there is no such day. Please compare with the receipt."),
    ("dossier-code.shape", "Đến ký tự thứ {at} thì mã này không còn đúng mẫu H29.100-261121-0001. Xin so lại với giấy hẹn.", "From character {at} on this is not like H29.100-261121-0001. Please compare with the receipt."),
    ("health.benefit-level", "Ký tự thứ {at} là mức hưởng, chỉ từ 1 đến 5. Xin so lại với thẻ.", "Character {at} is the level of benefit, 1 to 5. Please compare with the card."),
    ("id.letter", "Ký tự thứ {at} (“{found}”) không phải chữ cái A–Z. Chỗ này phải là chữ cái.", "Character {at} (“{found}”) is not a letter from A to Z, which must stand there."),
    ("id.size", "Ở đây có {found} chữ cái và chữ số; đúng ra phải có {expected}. Xin đếm lại trên giấy tờ.", "There are {found} letters and digits; there should be {expected}. Please count again on the paper."),
    ("mrz.character", "Ký tự thứ {at} (“{found}”) không thể có trong dòng máy đọc ở chỗ này. Xin so lại với giấy.", "Character {at} (“{found}”) cannot stand there in machine-readable lines. Please compare with the paper."),
    ("mrz.check-digit", "Số kiểm tra ở ký tự thứ {at} của dòng máy đọc không khớp: có chữ đọc hay gõ sai trước đó. Xin so lại với giấy.", "The check digit at character {at} of the machine-readable lines does not fit: something before it was misread or mistyped. Please compare with the paper."),
    ("mrz.date", "Sáu chữ số từ ký tự thứ {at} của dòng máy đọc là một ngày (năm, tháng, ngày), nhưng không có ngày này. Xin so lại với giấy.", "The six digits from character {at} of the machine-readable lines are a date (year, month, day), and there is no such day. Please compare with the paper."),
    ("plate.code", "Không tỉnh nào có mã biển số này. Xin xem lại hai chữ số từ ký tự thứ {at}.", "No province has this plate code. Please check the two digits from character {at}."),
    ("plate.letter", "Ký tự thứ {at} (“{found}”) không phải chữ cái của sê-ri biển số: chỉ dùng A–Z trừ I, J, O, Q, W, và Đ trong MĐ, TĐ.", "Character {at} (“{found}”) is no letter of plate series: A to Z but I, J, O, Q and W, and Đ in MĐ and TĐ."),
    ("postal-code.old", "Đây là mã bưu chính cũ 6 chữ số; nay mã có 5 chữ số.", "This is an old six-digit postal code; today's have five."),
    ("tax.branch", "Ba chữ số từ ký tự thứ {at} là số của đơn vị phụ thuộc, từ 001 đến 999.", "The three digits from character {at} are the number of a branch, 001 to 999."),
    ("tax.check-digit", "Chữ số thứ mười (ký tự thứ {at}) là số kiểm tra và không khớp với chín chữ số trước: có một chữ số sai. Xin so lại với giấy tờ.", "The tenth digit (character {at}) is the check digit and does not fit the nine before it: one digit is wrong. Please compare with the paper."),
    ("tax.never-issued", "Chín chữ số đầu không có số kiểm tra nào hợp (ký tự thứ {at}): mã này chưa từng được cấp. Xin so lại với giấy tờ.", "No check digit fits the first nine digits (character {at}): this code was never issued. Please compare with the paper."),
];

/// Names of numbers, what they look like by which rule, the clauses about one number, and why words are none.
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
#[rustfmt::skip]
pub const FACTS: &[Row] = &[
    ("fact.agency", "mã hồ sơ của cơ quan {agency}", "dossier of agency {agency}"),
    ("fact.born-in", "sinh năm {year}", "born in {year}"),
    ("fact.check-digit", "số kiểm tra {digit} đúng", "the check digit {digit} fits"),
    ("fact.driving-licence", "giấy phép lái xe thẻ nhựa, 12 chữ số, không có số kiểm tra", "driving licence of plastic, 12 digits, no check digit"),
    ("fact.email", "hộp thư ở {domain}", "mailbox at {domain}"),
    ("fact.emergency", "số khẩn cấp", "emergency number"),
    ("fact.female", "nữ", "female"),
    ("fact.foreign-phone", "số điện thoại nước ngoài, chỉ kiểm tra được độ dài", "number of another country, of which only the length was checked"),
    ("fact.health-benefit", "mức hưởng {level}", "level of benefit {level}"),
    ("fact.health-group", "thẻ bảo hiểm y tế của nhóm đối tượng {group}", "health-insurance card of group {group}"),
    ("fact.health-province", "cấp tại {province}", "issued in {province}"),
    ("fact.health-social", "mã số bảo hiểm xã hội {number}", "social-insurance number {number}"),
    ("fact.landline", "số cố định ở {province}", "landline in {province}"),
    ("fact.male", "nam", "male"),
    ("fact.migrated", "trước 11/2018 có 11 chữ số, nay là {number}", "of 11 digits until November 2018, now {number}"),
    ("fact.mobile", "số di động", "mobile number"),
    ("fact.old-id", "số chứng minh nhân dân cũ, 9 chữ số, không có số kiểm tra", "number of an old identity card, 9 digits, no check digit"),
    ("fact.passport", "hộ chiếu Việt Nam, một chữ cái và {digits} chữ số, không có số kiểm tra", "Vietnamese passport, a letter and {digits} digits, no check digit"),
    ("fact.plate-car", "xe ô tô hoặc xe có biển như ô tô", "a car or a vehicle with plates like a car's"),
    ("fact.plate-central", "biển số do Cục Cảnh sát giao thông đăng ký", "plate registered by the traffic police department"),
    ("fact.plate-either", "viết liền nên chưa rõ ô tô hay mô tô", "as written it may be a car's or a motorcycle's"),
    ("fact.plate-foreign", "xe của cơ quan đại diện hoặc người nước ngoài", "a vehicle of a mission or of foreigners"),
    ("fact.plate-motorcycle", "xe mô tô hoặc xe gắn máy", "a motorcycle or moped"),
    ("fact.plate-province", "biển số đăng ký tại {province}", "plate registered in {province}"),
    ("fact.postal", "mã bưu chính 5 chữ số của một xã, phường (từ 2025)", "postal code of five digits, one commune's (since 2025)"),
    ("fact.postal-old", "mã bưu chính 6 chữ số (trước 2018)", "postal code of six digits (until 2018)"),
    ("fact.province-now", "nay thuộc {province}", "now in {province}"),
    ("fact.received", "nhận ngày {date}", "received on {date}"),
    ("fact.registered-abroad", "đăng ký khai sinh ở nước ngoài", "birth registered abroad"),
    ("fact.registered-in", "đăng ký khai sinh tại {province}", "birth registered in {province}"),
    ("fact.registered-unknown", "ba chữ số đầu không phải mã của tỉnh nào", "the first three digits are no province's code"),
    ("fact.serial", "số thứ tự {serial}", "number {serial} of the day"),
    ("fact.service-free", "số tổng đài miễn phí (1800)", "free service number (1800)"),
    ("fact.service-paid", "số tổng đài có tính cước (1900)", "paid service number (1900)"),
    ("fact.social", "mã số bảo hiểm xã hội 10 chữ số, không có số kiểm tra", "social-insurance number of 10 digits, no check digit"),
    ("fact.social-personal", "mã số bảo hiểm là số định danh cá nhân (từ 01/8/2025)", "insurance number that is the personal ID number (since 1 August 2025)"),
    ("fact.tax-branch", "mã của đơn vị phụ thuộc số {branch} của tổ chức có mã số thuế {organisation}", "code of branch {branch} of the organisation with the tax code {organisation}"),
    ("fact.tax-payer", "mã số thuế 10 chữ số", "tax code of 10 digits"),
    ("fact.tax-personal", "mã số thuế là số định danh cá nhân (từ 01/7/2025)", "tax code that is the personal ID number (since 1 July 2025)"),
    ("fact.zone-card", "thẻ do {state} cấp", "card issued by {state}"),
    ("fact.zone-expiry", "có giá trị đến {date}", "valid until {date}"),
    ("fact.zone-name", "họ tên không dấu {name}", "name without accents {name}"),
    ("fact.zone-no-expiry", "không thời hạn", "without expiry"),
    ("fact.zone-number", "số {number}", "number {number}"),
    ("fact.zone-passport", "hộ chiếu do {state} cấp", "passport issued by {state}"),
    ("number.about.citizen-id", "12 chữ số: 3 nơi đăng ký khai sinh, 1 thế kỷ và giới tính, 2 năm sinh, 6 ngẫu nhiên; không có số kiểm tra (Nghị định 137/2015/NĐ-CP, Điều 13; Luật Căn cước 2023, Điều 12)", "12 digits: 3 the place of birth registration, 1 century and sex, 2 the year of birth, 6 at random; no check digit (Decree 137/2015, article 13; Law on Identification of 2023, article 12)"),
    ("number.about.dossier-code", "mã cơ quan, ngày nhận (năm, tháng, ngày), số thứ tự (Thông tư 03/2025/TT-VPCP, Điều 13)", "agency, day of reception (year, month, day), running number (Circular 03/2025 of the Office of the Government, article 13)"),
    ("number.about.driving-licence", "12 chữ số", "12 digits"),
    ("number.about.email", "tên, dấu @, tên miền; không dấu tiếng Việt", "name, @, domain; no accents"),
    ("number.about.health-insurance", "15 ký tự: 2 chữ nhóm đối tượng, 1 mức hưởng (1–5), 2 tỉnh, 10 số bảo hiểm xã hội; thẻ mới in 10 hoặc 12 chữ số", "15 characters: 2 letters for the group, 1 level of benefit (1–5), 2 province, 10 social insurance; newer cards print 10 or 12 digits"),
    ("number.about.mrz", "3 dòng 30 ký tự (thẻ) hoặc 2 dòng 44 ký tự (hộ chiếu), có số kiểm tra (ICAO Doc 9303)", "3 lines of 30 characters (cards) or 2 of 44 (passports), with check digits (ICAO Doc 9303)"),
    ("number.about.old-id", "9 chữ số, không có số kiểm tra", "9 digits, no check digit"),
    ("number.about.passport", "một chữ cái và 7 hoặc 8 chữ số", "a letter and 7 or 8 digits"),
    ("number.about.phone", "di động 10 chữ số, cố định 11 chữ số có mã vùng 02; nhận cả +84 và số 11 chữ số trước 11/2018", "mobile 10 digits, landline 11 digits with an area code 02; +84 and the 11-digit numbers of before November 2018 are taken too"),
    ("number.about.plate", "2 chữ số của tỉnh, sê-ri, 4 hoặc 5 chữ số", "2 digits for the province, a series, 4 or 5 digits"),
    ("number.about.postal-code", "5 chữ số (Quyết định 2334/QĐ-BKHCN năm 2025)", "5 digits (Decision 2334 of 2025 of the Ministry of Science and Technology)"),
    ("number.about.social-insurance", "10 chữ số, hoặc số định danh 12 chữ số (từ 01/8/2025)", "10 digits, or the 12-digit ID number (since 1 August 2025)"),
    ("number.about.tax-code", "10 chữ số, chữ số cuối là số kiểm tra; đơn vị phụ thuộc thêm -001 đến -999; cá nhân và hộ kinh doanh dùng số định danh 12 chữ số (Thông tư 105/2020/TT-BTC; Thông tư 86/2024/TT-BTC)", "10 digits, the last a check digit; branches add -001 to -999; individuals and household businesses use the 12-digit ID number (Circulars 105/2020 and 86/2024 of the Ministry of Finance)"),
    ("number.citizen-id", "số định danh cá nhân", "personal ID number"),
    ("number.dossier-code", "mã hồ sơ", "dossier code"),
    ("number.driving-licence", "số giấy phép lái xe", "driving-licence number"),
    ("number.email", "thư điện tử", "e-mail address"),
    ("number.health-insurance", "mã số thẻ bảo hiểm y tế", "health-insurance card number"),
    ("number.mrz", "dòng mã đọc máy", "machine-readable lines"),
    ("number.none", "Không phải loại số nào mà trợ lý biết.", "No kind of number that is known here."),
    ("number.old-id", "số chứng minh nhân dân", "number of the old ID card"),
    ("number.passport", "số hộ chiếu", "passport number"),
    ("number.phone", "số điện thoại", "phone number"),
    ("number.plate", "biển số xe", "number plate"),
    ("number.postal-code", "mã bưu chính", "postal code"),
    ("number.social-insurance", "mã số bảo hiểm xã hội", "social-insurance number"),
    ("number.tax-code", "mã số thuế", "tax code"),
    ("repair.email-accents", "Thư điện tử không có dấu tiếng Việt. Có phải là {suggestion}?", "E-mail addresses have no Vietnamese accents. Did you mean {suggestion}?"),
    ("repair.leading-zero", "Có vẻ thiếu số 0 ở đầu. Có phải là {suggestion}?", "The leading zero seems to be missing. Did you mean {suggestion}?"),
    ("repair.look-alike", "Có chữ cái đứng thay chữ số (như O thay 0). Có phải là {suggestion}?", "A letter stands for a digit (such as O for 0). Did you mean {suggestion}?"),
    ("repair.old-area", "Có thể là số cố định với mã vùng trước năm 2017. Có phải là {suggestion}?", "This may be a landline with the area code of before 2017. Did you mean {suggestion}?"),
    ("words.ambiguous", "Cách viết này hiểu được hai số (“một trăm năm” là 105 hay 150). Xin viết rõ, ví dụ “một trăm linh năm”.", "This can mean two numbers (105 or 150). Please write it out."),
    ("words.empty", "Chưa có chữ nào.", "There are no words yet."),
    ("words.order", "Chữ thứ {at} không đứng được ở đây. Xin xem lại.", "Word {at} cannot stand here. Please check."),
    ("words.too-large", "Số này quá lớn.", "This number is too large."),
    ("words.unfinished", "Còn thiếu phần cuối. Xin viết hết.", "The end is missing. Please write it out."),
    ("words.unknown", "Chữ thứ {at} không phải chữ chỉ số hay ngày tháng. Xin xem lại chính tả.", "Word {at} is not a word of numbers or dates. Please check the spelling."),
];

/// What a number says, in one sentence; nothing for no facts.
#[cfg(any(not(target_arch = "wasm32"), feature = "playground"))]
pub fn sentence(facts: &[Fact], lang: &str) -> String {
    let clause = |f: &Fact| super::fill(super::find(lang, f.code).unwrap_or(f.code), &f.params);
    let all = facts.iter().map(clause).collect::<Vec<_>>().join(", ");
    let mut letters = all.chars();
    match letters.next() {
        Some(first) => crate::text::upper(first).to_string() + letters.as_str() + ".",
        None => all,
    }
}
