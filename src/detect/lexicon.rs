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

// ---- messages ------------------------------------------------------------------------------------------------------
// What people write to each other is shorter than what forms print. None of these words is used to name a box: "sn" and "dc"
// are too short for that, and "ở" is no label.

/// How messages and scanned papers call an attribute, beside what forms call it.
#[derive(Debug)]
pub struct Spoken {
    /// Attribute, of the vocabulary or of [`crate::paste`].
    pub attribute: &'static str,
    /// What stands before the value.
    pub words: &'static [&'static str],
}

/// Every attribute that messages tell.
#[rustfmt::skip]
pub static SPOKEN: [Spoken; 19] = [
    Spoken { attribute: "person.name", words: &[
        "tên", "tên là", "tên đầy đủ", "tên khai sinh", "họ tên khai sinh", "họ và tên khai sinh", "họ chữ đệm và tên khai sinh", "người đứng tên", "đứng tên",
        "đặt tên", "đặt tên là", "người nhận", "người gửi", "name", "name is", "full name is", "from", "person name"] },
    Spoken { attribute: "person.birth.date", words: &[
        "sinh", "sinh năm", "năm sinh", "sn", "ns", "ngs", "nsinh", "sinh tháng", "sinh lúc", "sinh vào", "ngày tháng năm sinh", "born", "born on", "born in"] },
    Spoken { attribute: "person.sex", words: &["giới", "phái", "nam nữ", "gt"] },
    Spoken { attribute: "person.id.number", words: &[
        "căn cước", "số cc", "cc", "thẻ căn cước", "cc cd", "số đdcn", "đdcn", "định danh", "mã định danh", "personal identification number", "id card", "id card no", "id number",
        "id no", "số gcmnd cccd", "số cmnd cccd", "cmnd cccd", "cccd cmnd", "cmnd hoặc cccd", "căn cước công dân số", "số thẻ", "citizen identity card no", "identity card no"] },
    Spoken { attribute: "person.id.old-number", words: &[
        "chứng minh", "chứng minh thư", "số chứng minh", "số chứng minh thư", "cmt", "cmtnd", "số cmt", "số cũ", "số gcmnd", "giấy chứng minh nhân dân"] },
    Spoken { attribute: "person.id.issued-on", words: &[
        "ngày cấp", "cấp ngày", "cấp", "ngày tháng năm cấp", "date of issue", "issue date", "issued on", "ngc"] },
    Spoken { attribute: "person.passport.number", words: &["hộ chiếu", "số hộ chiếu", "passport", "passport no", "passport number", "pp"] },
    Spoken { attribute: "person.tax.number", words: &[
        "mã số thuế", "mã thuế", "mst", "mst cá nhân", "mã số thuế cá nhân", "mst tncn", "số thuế", "tax code", "tax id", "tax number"] },
    Spoken { attribute: "person.insurance.social", words: &[
        "bhxh", "mã số bhxh", "mã bhxh", "số bhxh", "số sổ bhxh", "sổ bhxh", "số sổ", "bảo hiểm xã hội", "mã số bảo hiểm xã hội", "sổ bảo hiểm xã hội", "social insurance number"] },
    Spoken { attribute: "person.insurance.health", words: &[
        "bhyt", "thẻ bhyt", "số thẻ bhyt", "mã thẻ bhyt", "mã bhyt", "mã số bhyt", "số bhyt", "bảo hiểm y tế", "thẻ bảo hiểm y tế", "số thẻ bảo hiểm y tế", "mã số bhxh thẻ bhyt",
        "health insurance number"] },
    Spoken { attribute: "person.phone", words: &[
        "đt", "số đt", "sđt", "sdt", "đtdđ", "dđ", "di động", "tel", "mobile", "cell", "phone", "phone no", "hotline riêng", "zalo", "số zalo", "điện thoại liên hệ",
        "số điện thoại liên hệ", "số liên hệ", "số phone", "t", "m", "gọi", "alo", "fone", "liên hệ"] },
    Spoken { attribute: "person.email", words: &["mail", "gmail", "địa chỉ mail", "e"] },
    Spoken { attribute: "person.address.residence", words: &[
        "hktt", "hộ khẩu", "thường trú", "thường trú tại", "hộ khẩu tại", "địa chỉ", "đ c", "đc", "dc", "add", "address", "nơi đkhk thường trú", "đkhk", "nơi đăng ký hộ khẩu", "đăng ký thường trú", "đktt",
        "trú tại", "trú", "ngụ tại", "ngụ", "trú quán", "cùng trú", "cùng trú tại", "thường trú ở", "hộ khẩu ở", "registered address", "home address", "có hộ khẩu tại", "có hktt tại"] },
    Spoken { attribute: "person.address.current", words: &[
        "tạm trú", "tạm trú tại", "nơi tạm trú", "địa chỉ tạm trú", "chỗ ở", "chỗ ở hiện nay", "chỗ ở hiện tại", "nơi ở", "nơi ở hiện tại", "nơi ở hiện nay", "địa chỉ hiện tại", "địa chỉ hiện nay", "địa chỉ liên hệ",
        "ở", "ở tại", "hiện ở", "đang ở", "hiện đang ở", "hiện ở tại", "sống tại", "sống ở", "sinh sống tại", "cư trú tại", "hiện cư trú tại", "hiện trú tại", "chuyển về", "chuyển đến", "chuyển tới", "dọn về", "dọn đến", "dọn tới", "chỗ ở về", "current address", "đang thuê ở", "đang trọ ở", "phòng trọ", "nhà trọ", "chỗ trọ"] },
    Spoken { attribute: "person.hometown", words: &["quê", "quê ở", "quê quán ở", "nguyên quán", "quê gốc", "quê gốc ở", "place of origin"] },
    Spoken { attribute: "person.birth.place", words: &["sinh tại", "sinh ở", "nơi đăng ký khai sinh", "được sinh ra tại", "born at"] },
    Spoken { attribute: "person.nationality", words: &["quốc tịch", "nationality", "qt"] },
    Spoken { attribute: "person.religion", words: &["tôn giáo", "đạo", "theo đạo", "religion"] },
    Spoken { attribute: "person.marriage.date", words: &[
        "kết hôn ngày", "đăng ký kết hôn ngày", "ngày đăng ký kết hôn", "ngày kết hôn", "quan hệ hôn nhân được xác lập từ ngày", "đkkh ngày", "ngày đkkh", "kết hôn từ ngày",
        "đăng ký kết hôn vào ngày", "date of marriage", "marriage date", "married on"] },
];

/// Attributes that a word beside them tells only together with a value that is one of a list.
pub static ETHNIC_WORDS: &[&str] = &["dân tộc", "dtộc", "dt", "người"];

/// What somebody is to somebody.
#[derive(Debug, PartialEq, Eq)]
pub struct Kin {
    /// Stable code.
    pub id: &'static str,
    /// Words for it.
    pub words: &'static [&'static str],
}

/// Who may be spoken of in a message.
#[rustfmt::skip]
pub static KIN: [Kin; 9] = [
    Kin { id: "wife", words: &["vợ", "bà xã", "vk", "wife"] },
    Kin { id: "husband", words: &["chồng", "ông xã", "ck", "husband"] },
    Kin { id: "child", words: &["con", "con trai", "con gái", "con ruột", "trẻ", "child", "son", "daughter"] },
    Kin { id: "father", words: &["cha", "bố", "ba", "tía", "father", "dad"] },
    Kin { id: "mother", words: &["mẹ", "má", "mother", "mom"] },
    Kin { id: "head", words: &["chủ hộ", "head of household"] },
    Kin { id: "sibling", words: &["anh trai", "em trai", "chị gái", "em gái", "anh ruột", "chị ruột", "em ruột", "brother", "sister"] },
    Kin { id: "grandparent", words: &["ông nội", "bà nội", "ông ngoại", "bà ngoại", "grandfather", "grandmother"] },
    Kin { id: "grandchild", words: &["cháu nội", "cháu ngoại"] },
];

/// Who writes, speaking of himself.
pub const MYSELF: &[&str] =
    &["tôi", "em", "mình", "tui", "tao", "con", "cháu", "e", "t", "my", "i", "bản thân", "chị", "anh"];

/// Before a name: how the person is addressed.
#[rustfmt::skip]
pub const TITLES: &[&str] = &[
    "ông", "bà", "anh", "chị", "cô", "chú", "bác", "dì", "cậu", "mợ", "thím", "dượng", "em", "cháu", "bé", "cụ", "thầy", "ông bà", "bạn", "cô dâu", "chú rể", "bác sĩ", "luật sư", "bs", "mr", "mrs", "ms", "miss",
    "của", "tên", "là", "người giám hộ", "gặp", "mẹ vợ", "bố vợ", "ba vợ", "cha vợ", "má vợ", "mẹ chồng", "bố chồng", "ba chồng", "cha chồng", "má chồng", "chị dâu", "em dâu", "con dâu", "anh rể", "em rể", "con rể", "học sinh", "nguyên đơn", "bị đơn",
];

/// Before a number or a date that is nobody's: of an account, a bill, a parcel, a law.
#[rustfmt::skip]
pub const NOT_PERSONAL: &[&str] = &[
    "stk", "số tài khoản", "tài khoản", "tk", "số tk", "mã vận đơn", "vận đơn", "mã đơn", "đơn hàng", "hóa đơn", "hoá đơn", "hóa đơn số", "mã kh", "mã khách hàng", "otp", "mã otp", "mã xác thực", "mật khẩu", "pass",
    "password", "pass wifi", "wifi", "gplx", "giấy phép lái xe", "số gplx", "bằng lái", "biển số", "biển số xe", "số khung", "số máy", "imei", "serial", "số seri", "tổng đài", "hotline", "cskh", "fax", "mã hồ sơ",
    "mã định danh khoản thu", "định danh khoản thu", "mã phiếu", "sbd", "số báo danh", "mã đặt chỗ", "số vào sổ", "mã km", "nội dung", "tờ bản đồ", "mã sv", "mã số sinh viên", "mssv", "mã học sinh", "mã nhân viên",
    "order", "invoice", "account", "tracking",
];

/// Papers whose date of issue is not that of the ID card.
#[rustfmt::skip]
pub const OTHER_PAPERS: &[&str] = &[
    "giấy phép", "gplx", "giấy phép lái xe", "bằng lái", "quyết định", "nghị định", "thông tư", "giấy phép xây dựng", "đkkd", "sổ đỏ", "gcn", "giấy chứng nhận", "bằng tốt nghiệp", "bằng đại học", "chứng chỉ", "hợp đồng", "hóa đơn", "công văn",
];

/// Bodies that are no people: what stands beside them is theirs.
#[rustfmt::skip]
pub const BODIES: &[&str] = &[
    "công ty", "cty", "doanh nghiệp", "dntn", "hợp tác xã", "chi nhánh", "ngân hàng", "cửa hàng", "trung tâm", "văn phòng", "company",
];

/// Religions as papers name them, the longer first.
#[rustfmt::skip]
pub const RELIGIONS: &[&str] = &[
    "phật giáo hòa hảo", "phật giáo hoà hảo", "tứ ân hiếu nghĩa", "thiên chúa giáo", "bửu sơn kỳ hương", "minh sư đạo", "ấn độ giáo", "phật giáo", "công giáo", "thiên chúa", "tin lành",
    "cao đài", "hòa hảo", "hoà hảo", "hồi giáo", "bà la môn", "bà ni", "bàni", "islam", "phật", "chúa", "không", "catholic", "buddhism", "buddhist", "none",
];

/// Where these words stand before an address it is of a thing, a body or an event, not of where somebody lives.
#[rustfmt::skip]
pub const ELSEWHERE: &[&str] = &[
    "trụ sở", "cuộc họp", "họp", "tổ chức", "thửa", "thửa đất", "tờ bản đồ", "khu đất", "lô đất", "mảnh đất", "miếng đất", "nhà hàng", "quán", "cửa hàng", "shop", "kho", "kcn", "khu công nghiệp",
    "bệnh viện", "bv", "trường", "ubnd", "công an", "tand", "tòa án", "toà án", "làm việc", "làm ở", "làm tại", "kinh doanh", "trung tâm", "tiệc", "đám cưới", "sự kiện", "hội chợ", "chợ", "bãi xe",
    "văn phòng", "nhà văn hóa", "nhà văn hoá", "nhà cũ", "chỗ cũ", "cơ sở", "xưởng", "công trình", "dự án", "mặt bằng", "tai nạn", "chi nhánh", "diễn ra", "tập trung", "nộp tại", "nộp hồ sơ tại",
    "chùa", "nhà thờ", "bến xe", "ga", "sân bay", "bưu điện", "cho thuê", "bán nhà", "hội nghị", "office", "meeting", "venue", "branch", "hospital", "school",
];
