//! The words of forms, Vietnamese and English: the one place for them.
//!
//! Vietnamese is written here with its accents; a text without any ("HO VA TEN", `hoTen`) is compared without. The phrases are
//! the labels of the official forms that stand in `procedures/` and their like, and what portals name
//! their boxes. No list of another project is mixed in: theirs collide with Vietnamese without accents ("cap", as in "ngày
//! cấp", is a postal code in Italian).

use crate::definition::FieldType;

/// Somebody who takes part.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// Id of the role.
    pub id: &'static str,
    /// Name of the role.
    pub vi: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// Sex that the word implies.
    pub sex: Option<&'static str>,
    /// What forms call this person, longer words first.
    pub words: &'static [&'static str],
}

/// Whose papers can be at hand. The first is who fills in the form, and whose a box is when nobody is named.
#[rustfmt::skip]
pub static ROLES: [Person; 6] = [
    Person { id: "applicant", vi: "Người yêu cầu", en: "Applicant", sex: None, words: &[
        "người yêu cầu", "người nộp hồ sơ", "người nộp đơn", "người nộp", "người kê khai", "người khai", "người làm đơn", "người đề nghị", "bản thân",
        "applicant", "requester", "declarant", "your", "my"] },
    Person { id: "mother", vi: "Mẹ", en: "Mother", sex: Some("female"), words: &["người mẹ", "mẹ", "mother s", "mother"] },
    Person { id: "father", vi: "Cha", en: "Father", sex: Some("male"), words: &["người cha", "cha", "bố", "father s", "father"] },
    Person { id: "spouse", vi: "Vợ hoặc chồng", en: "Spouse", sex: None, words: &[
        "vợ hoặc chồng", "vợ chồng", "vợ", "chồng", "spouse s", "spouse", "husband", "wife"] },
    Person { id: "child", vi: "Con", en: "Child", sex: None, words: &[
        "người được khai sinh", "trẻ em", "trẻ", "người con", "con", "child s", "child"] },
    Person { id: "head", vi: "Chủ hộ", en: "Head of household", sex: None, words: &["chủ hộ", "household head", "head of household"] },
];

/// People whose papers nobody has, and bodies that are no people: a box of theirs is never filled with the applicant's.
#[rustfmt::skip]
pub const STRANGERS: &[&str] = &[
    "cha mẹ hoặc người giám hộ", "cha mẹ", "bố mẹ", "ông bà", "anh chị em",
    "người được ủy quyền", "người được uỷ quyền", "người ủy quyền", "người uỷ quyền", "người đại diện", "đại diện", "người giám hộ", "giám hộ",
    "người làm chứng", "nhân chứng", "người thân", "người liên hệ", "liên hệ khẩn cấp", "người phụ thuộc", "người chết", "người mất",
    "người thừa kế", "người bảo lãnh", "người ký", "cán bộ", "giáo viên", "bác sĩ", "chủ sở hữu", "chủ nhà", "thành viên", "người cùng đi",
    "bên mua", "bên bán", "bên a", "bên b", "công ty", "doanh nghiệp", "cơ quan", "tổ chức", "đơn vị", "trường", "bệnh viện",
    "representative", "guardian", "parent", "witness", "emergency", "contact", "dependent", "deceased", "heir", "signer", "referee", "reference",
    "employer", "employee", "manager", "doctor", "patient", "teacher", "student", "owner", "landlord", "tenant", "member", "partner",
    "buyer", "seller", "company", "business", "organization", "organisation", "school", "agency", "user", "person",
];

/// Single words that change nothing: what kind of control it is, politeness.
#[rustfmt::skip]
pub const FILLERS: &[&str] = &[
    "của", "về", "thông", "tin", "xin", "vui", "lòng", "nhập", "ghi", "chọn", "người", "là",
    "the", "of", "please", "enter", "select", "s", "text", "field", "textfield", "textarea", "input", "control", "data", "txt", "ddl",
];

/// Words in their order.
#[derive(Debug)]
pub struct Phrase(pub &'static str);

/// How an attribute is called, and what can hold it.
#[derive(Debug)]
pub struct Called {
    /// Attribute of the vocabulary.
    pub attribute: &'static str,
    /// Field types that it fits into as it stands.
    pub kinds: &'static [FieldType],
    /// Words that mean nothing else.
    pub sure: &'static [Phrase],
    /// Words that mean it where a person is named, and may mean anything else elsewhere ("Tên": of a project, a file).
    pub with_person: &'static [Phrase],
}

macro_rules! phrases {
    ($($text:literal),* $(,)?) => { &[$(Phrase($text)),*] };
}

use FieldType as T;

/// Every attribute that words can tell.
#[rustfmt::skip]
pub static ATTRIBUTES: [Called; 17] = [
    Called { attribute: "person.name", kinds: &[T::PersonName, T::Text],
        sure: phrases!["họ tên", "họ và tên", "họ chữ đệm tên", "họ chữ đệm và tên", "họ tên đệm và tên", "họ tên đầy đủ", "họ và tên đầy đủ", "full name", "fullname"],
        with_person: phrases!["tên", "name"] },
    Called { attribute: "person.name.family", kinds: &[T::PersonName, T::Text],
        sure: phrases!["họ", "family name", "surname", "last name"], with_person: &[] },
    Called { attribute: "person.name.middle", kinds: &[T::PersonName, T::Text],
        sure: phrases!["chữ đệm", "tên đệm", "chữ lót", "tên lót", "middle name", "middle names"], with_person: &[] },
    Called { attribute: "person.name.given", kinds: &[T::PersonName, T::Text],
        sure: phrases!["given name", "first name"], with_person: &[] },
    Called { attribute: "person.name.forenames", kinds: &[T::PersonName, T::Text],
        sure: phrases!["chữ đệm và tên", "chữ đệm tên", "tên đệm và tên", "tên đệm tên", "đệm và tên", "chữ lót và tên", "tên lót và tên",
            "middle and given name", "middle and given names", "given names", "first names", "forenames"], with_person: &[] },
    Called { attribute: "person.name.family-middle", kinds: &[T::PersonName, T::Text],
        sure: phrases!["họ và chữ đệm", "họ chữ đệm", "họ và tên đệm", "họ tên đệm", "họ và đệm", "họ đệm", "họ và chữ lót", "họ và tên lót", "họ lót",
            "family and middle name", "family and middle names"], with_person: &[] },
    Called { attribute: "person.sex", kinds: &[T::Sex, T::Choice],
        sure: phrases!["giới tính", "sex", "gender"], with_person: &[] },
    Called { attribute: "person.birth.date", kinds: &[T::Date],
        sure: phrases!["ngày sinh", "sinh ngày", "ngày tháng năm sinh", "date of birth", "date birth", "birth date", "birthdate", "birthday", "dob"], with_person: &[] },
    Called { attribute: "person.birth.place", kinds: &[T::Text, T::Multiline],
        sure: phrases!["nơi sinh", "place of birth", "place birth", "birthplace", "birth place"], with_person: &[] },
    Called { attribute: "person.id.number", kinds: &[T::CitizenId, T::Text],
        sure: phrases!["số định danh cá nhân", "số định danh", "mã định danh", "mã định danh cá nhân", "số căn cước", "số thẻ căn cước", "số căn cước công dân",
            "căn cước công dân", "số thẻ căn cước công dân", "số cccd", "cccd", "citizen id", "citizen id number", "personal id number", "national id number"],
        with_person: &[] },
    Called { attribute: "person.id.old-number", kinds: &[T::Text],
        sure: phrases!["số chứng minh nhân dân", "chứng minh nhân dân", "số cmnd", "cmnd"], with_person: &[] },
    Called { attribute: "person.id.document", kinds: &[T::IdentityDocument],
        sure: phrases!["giấy tờ tùy thân", "giấy tờ tuỳ thân", "identity paper", "identity document"], with_person: &[] },
    Called { attribute: "person.hometown", kinds: &[T::Text, T::Multiline],
        sure: phrases!["quê quán", "hometown", "home town"], with_person: &[] },
    Called { attribute: "person.address.residence", kinds: &[T::Address, T::Text, T::Multiline],
        sure: phrases!["nơi cư trú", "nơi thường trú", "địa chỉ thường trú", "địa chỉ cư trú", "hộ khẩu thường trú", "nơi đăng ký thường trú",
            "place of residence", "place residence", "permanent address", "residential address"],
        with_person: phrases!["địa chỉ", "address"] },
    Called { attribute: "person.phone", kinds: &[T::Phone, T::Text],
        sure: phrases!["số điện thoại", "điện thoại", "số điện thoại di động", "số di động", "sđt", "phone", "phone number", "mobile phone", "telephone", "telephone number"],
        with_person: &[] },
    Called { attribute: "person.email", kinds: &[T::Email, T::Text],
        sure: phrases!["email", "e mail", "thư điện tử", "địa chỉ email", "địa chỉ thư điện tử", "email address", "e mail address"], with_person: &[] },
    Called { attribute: "person.ethnicity", kinds: &[T::Choice],
        sure: phrases!["dân tộc", "ethnicity", "ethnic group"], with_person: &[] },
];
