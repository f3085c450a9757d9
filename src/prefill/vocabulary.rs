//! The one shared vocabulary of attributes: what a paper can state about a person and a form can ask.

use crate::definition::FieldType;

/// An attribute of a person.
pub struct Attribute {
    /// Name, as definitions write it after the role: `person.birth.date`.
    pub name: &'static str,
    /// Vietnamese name.
    pub vi: &'static str,
    /// English name.
    pub en: &'static str,
    /// What its values are. An address may also be a text: as a paper prints it, until it is converted.
    pub kind: FieldType,
    /// Basic or sensitive personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; NĐ 356/2025/NĐ-CP, Điều 4).
    pub sensitive: bool,
    /// Whether a card's QR states it or lets it be derived: what the overview promises before any card is read.
    pub on_card: bool,
}

/// The module in the browser shows none of these texts.
const fn doc(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}

const fn a(name: &'static str, vi: &'static str, en: &'static str, kind: FieldType) -> Attribute {
    Attribute { name, vi: doc(vi), en: doc(en), kind, sensitive: false, on_card: false }
}

impl Attribute {
    const fn on_card(self) -> Attribute {
        Attribute { on_card: true, ..self }
    }

    const fn sensitive(self) -> Attribute {
        Attribute { sensitive: true, ..self }
    }
}

/// What the names of the attributes that are parts of a name begin with. A paper states the name as a whole; where it can be
/// taken apart in several ways ("Nguyễn Trần An": a family name of one word or of two), all are offered and none is filled.
pub const NAME_PARTS: &str = "person.name.";

/// Every attribute. A definition that names another one is refused by the parser.
#[rustfmt::skip]
pub const ATTRIBUTES: &[Attribute] = &[
    a("person.name", "Họ, chữ đệm, tên", "Full name", FieldType::PersonName).on_card(),
    a("person.name.family", "Họ", "Family name", FieldType::Text).on_card(),
    a("person.name.middle", "Chữ đệm", "Middle name", FieldType::Text).on_card(),
    a("person.name.given", "Tên", "Given name", FieldType::Text).on_card(),
    a("person.name.forenames", "Chữ đệm và tên", "Middle and given name", FieldType::Text).on_card(),
    a("person.name.family-middle", "Họ và chữ đệm", "Family and middle name", FieldType::Text).on_card(),
    a("person.sex", "Giới tính", "Sex", FieldType::Sex).on_card(),
    a("person.birth.date", "Ngày, tháng, năm sinh", "Date of birth", FieldType::Date).on_card(),
    a("person.birth.place", "Nơi sinh", "Place of birth", FieldType::Text),
    a("person.birth.registration.number", "Số giấy khai sinh", "Number of the birth certificate", FieldType::Text),
    a("person.birth.registration.date", "Ngày đăng ký khai sinh", "Date of birth registration", FieldType::Date),
    a("person.birth.registration.agency", "Nơi đăng ký khai sinh", "Where the birth was registered", FieldType::Text),
    a("person.id.number", "Số định danh cá nhân", "Personal ID number", FieldType::CitizenId).on_card(),
    a("person.id.old-number", "Số chứng minh nhân dân", "Old ID number", FieldType::Text).on_card(),
    a("person.id.document", "Giấy tờ tùy thân", "Identity paper", FieldType::IdentityDocument).on_card(),
    a("person.nationality", "Quốc tịch", "Nationality", FieldType::Choice).on_card(),
    a("person.ethnicity", "Dân tộc", "Ethnic group", FieldType::Choice).sensitive(),
    a("person.religion", "Tôn giáo", "Religion", FieldType::Text).sensitive(),
    a("person.hometown", "Quê quán", "Home town", FieldType::Text),
    a("person.address.residence", "Nơi cư trú", "Residence", FieldType::Address).on_card(),
    a("person.address.residence.civil-authority", "Ủy ban nhân dân nơi cư trú", "People's committee of residence", FieldType::Agency).on_card(),
    a("person.address.residence.police-authority", "Công an nơi cư trú", "Police of residence", FieldType::Agency).on_card(),
    a("person.address.temporary", "Nơi tạm trú", "Temporary residence", FieldType::Address),
    a("person.phone", "Số điện thoại", "Phone", FieldType::Phone),
    a("person.email", "Thư điện tử", "E-mail", FieldType::Email),
    a("person.father.name", "Họ tên cha", "Father's name", FieldType::PersonName),
    a("person.mother.name", "Họ tên mẹ", "Mother's name", FieldType::PersonName),
    a("person.occupation", "Nghề nghiệp", "Occupation", FieldType::Text),
    a("person.employer", "Nơi làm việc", "Employer", FieldType::Text),
    a("person.marriage.number", "Số giấy chứng nhận kết hôn", "Number of the marriage certificate", FieldType::Text),
    a("person.marriage.date", "Ngày đăng ký kết hôn", "Date of marriage", FieldType::Date),
    a("person.marriage.agency", "Nơi đăng ký kết hôn", "Where the marriage was registered", FieldType::Text),
    a("person.passport.number", "Số hộ chiếu", "Passport number", FieldType::Identifier),
    a("person.passport.date", "Ngày cấp hộ chiếu", "Date of issue of the passport", FieldType::Date),
    a("person.health-insurance.number", "Mã thẻ bảo hiểm y tế", "Health-insurance number", FieldType::Identifier),
    a("person.health-insurance.hospital", "Nơi đăng ký khám chữa bệnh", "Registered hospital", FieldType::Text),
    a("person.driving-licence.number", "Số giấy phép lái xe", "Driving-licence number", FieldType::Identifier),
    a("person.driving-licence.class", "Hạng giấy phép lái xe", "Driving-licence class", FieldType::Text),
    a("person.business.name", "Tên hộ kinh doanh", "Name of the business", FieldType::Text),
    a("person.business.number", "Mã số hộ kinh doanh", "Business number", FieldType::Text),
    a("person.business.address", "Trụ sở hộ kinh doanh", "Address of the business", FieldType::Address),
    a("person.land.parcel", "Thửa đất, tờ bản đồ", "Parcel and map sheet", FieldType::Text),
    a("person.land.area", "Diện tích thửa đất", "Area of the parcel", FieldType::Number),
    a("person.land.use", "Loại đất", "Land use", FieldType::Text),
    a("person.land.address", "Địa chỉ thửa đất", "Address of the parcel", FieldType::Address),
];

/// The attribute with this name.
pub fn attribute(name: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|a| a.name == name)
}
