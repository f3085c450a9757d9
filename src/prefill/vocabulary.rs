//! The one shared vocabulary of attributes: what a paper can state about a person and a form can ask.

/// An attribute of a person.
pub struct Attribute {
    /// Name, as definitions write it after the role: `person.birth.date`.
    pub name: &'static str,
    /// Vietnamese name.
    pub vi: &'static str,
    /// English name.
    pub en: &'static str,
    /// Basic or sensitive personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; NĐ 356/2025/NĐ-CP, Điều 4).
    pub sensitive: bool,
    /// Whether a card's QR states it or lets it be derived: what the overview promises before any card is read.
    pub on_card: bool,
}

/// The module in the browser shows none of these texts.
const fn doc(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}

const fn a(name: &'static str, vi: &'static str, en: &'static str, sensitive: bool, on_card: bool) -> Attribute {
    Attribute { name, vi: doc(vi), en: doc(en), sensitive, on_card }
}

/// What the names of the attributes that are parts of a name begin with. A paper states the name as a whole; where it can be
/// taken apart in several ways ("Nguyễn Trần An": a family name of one word or of two), all are offered and none is filled.
pub const NAME_PARTS: &str = "person.name.";

/// Every attribute. A definition that names another one is refused by the parser.
pub const ATTRIBUTES: &[Attribute] = &[
    a("person.name", "Họ, chữ đệm, tên", "Full name", false, true),
    a("person.name.family", "Họ", "Family name", false, true),
    a("person.name.middle", "Chữ đệm", "Middle name", false, true),
    a("person.name.given", "Tên", "Given name", false, true),
    a("person.name.forenames", "Chữ đệm và tên", "Middle and given name", false, true),
    a("person.name.family-middle", "Họ và chữ đệm", "Family and middle name", false, true),
    a("person.sex", "Giới tính", "Sex", false, true),
    a("person.birth.date", "Ngày, tháng, năm sinh", "Date of birth", false, true),
    a("person.birth.place", "Nơi sinh", "Place of birth", false, false),
    a("person.id.number", "Số định danh cá nhân", "Personal ID number", false, true),
    a("person.id.old-number", "Số chứng minh nhân dân", "Old ID number", false, true),
    a("person.id.document", "Giấy tờ tùy thân", "Identity paper", false, true),
    a("person.nationality", "Quốc tịch", "Nationality", false, true),
    a("person.ethnicity", "Dân tộc", "Ethnic group", true, false),
    a("person.religion", "Tôn giáo", "Religion", true, false),
    a("person.hometown", "Quê quán", "Home town", false, false),
    a("person.address.residence", "Nơi cư trú", "Residence", false, true),
    a(
        "person.address.residence.civil-authority",
        "Ủy ban nhân dân nơi cư trú",
        "People's committee of residence",
        false,
        true,
    ),
    a("person.address.residence.police-authority", "Công an nơi cư trú", "Police of residence", false, true),
    a("person.phone", "Số điện thoại", "Phone", false, false),
    a("person.email", "Thư điện tử", "E-mail", false, false),
    a("person.father.name", "Họ tên cha", "Father's name", false, false),
    a("person.mother.name", "Họ tên mẹ", "Mother's name", false, false),
];

/// The attribute with this name.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|a| a.name == name)
}
