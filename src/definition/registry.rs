//! What there is to write in a definition: one entry per field type and one per key. They drive the parser, the derived
//! schema and the reference, so that none of the three can be out of date.

use super::FieldType;

/// The reference needs these texts, the module in the browser does not.
const fn doc(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// None at all.
    Nothing,
    /// [`crate::value::Value::Bool`]
    Bool,
    /// [`crate::value::Value::Int`]
    Int,
    /// [`crate::value::Value::Text`]
    Text,
    /// [`crate::value::Value::Date`]
    Date,
    /// [`crate::value::Value::Decimal`]
    Decimal,
    /// [`crate::value::Value::List`]
    List,
    /// [`crate::value::Value::Address`]
    Address,
    /// [`crate::value::Value::Document`]
    Document,
    /// [`crate::value::Value::Files`]
    Files,
    /// Rows of columns.
    Rows,
}

/// One field type.
pub struct FieldTypeInfo {
    /// Which.
    pub kind: FieldType,
    /// Name in definitions.
    pub name: &'static str,
    /// What it holds.
    pub value: ValueKind,
    /// Keys that only some types have, of those that this one has.
    pub keys: &'static [&'static str],
    /// What it is, in Vietnamese.
    pub vi: &'static str,
    /// What it is, in English.
    pub en: &'static str,
}

const fn field_type(
    kind: FieldType,
    name: &'static str,
    value: ValueKind,
    keys: &'static [&'static str],
    vi: &'static str,
    en: &'static str,
) -> FieldTypeInfo {
    FieldTypeInfo { kind, name, value, keys, vi: doc(vi), en: doc(en) }
}

/// Keys of every field that holds a value which may be known or computed.
macro_rules! keys {
    ($($more:literal),*) => { &["required", "fill", "compute", "default", "lock", "example", "source", $($more),*] };
}

/// Every field type.
#[rustfmt::skip]
pub static FIELD_TYPES: [FieldTypeInfo; 24] = [
    field_type(FieldType::Text, "text", ValueKind::Text, keys!("min", "max"), "Một dòng chữ", "One line of text; min and max count characters"),
    field_type(FieldType::Multiline, "multiline", ValueKind::Text, keys!("min", "max"), "Nhiều dòng chữ", "Several lines of text; min and max count characters"),
    field_type(FieldType::Integer, "integer", ValueKind::Int, keys!("min", "max"), "Số nguyên", "A whole number"),
    field_type(FieldType::Date, "date", ValueKind::Date, keys!("precision"), "Ngày; có thể chỉ biết tháng hoặc năm", "A date, perhaps known to the month or the year only"),
    field_type(FieldType::YesNo, "yes-no", ValueKind::Bool, keys!(), "Có hoặc không", "Yes or no"),
    field_type(FieldType::Choice, "choice", ValueKind::Text, keys!("options", "list", "within"), "Chọn một", "One of several options"),
    field_type(FieldType::PersonName, "person-name", ValueKind::Text, keys!("upper", "min", "max"), "Họ, chữ đệm, tên", "A person's name"),
    field_type(FieldType::Sex, "sex", ValueKind::Text, keys!(), "Giới tính", "Male or female"),
    field_type(FieldType::CitizenId, "citizen-id", ValueKind::Text, keys!(), "Số định danh cá nhân (12 chữ số)", "A personal ID number of 12 digits"),
    field_type(FieldType::IdentityDocument, "identity-document", ValueKind::Document, keys!(), "Giấy tờ tùy thân: loại, số, nơi cấp, ngày cấp", "An identity paper: kind, number, issuer, date of issue"),
    field_type(FieldType::Phone, "phone", ValueKind::Text, keys!(), "Số điện thoại", "A telephone number"),
    field_type(FieldType::Email, "email", ValueKind::Text, keys!(), "Thư điện tử", "An e-mail address"),
    field_type(FieldType::Address, "address", ValueKind::Address, keys!(), "Địa chỉ hai cấp, kèm địa chỉ cũ", "A two-tier address, with the older form that it came from"),
    field_type(FieldType::Agency, "agency", ValueKind::Text, keys!(), "Cơ quan nhận", "The authority that the form is addressed to"),
    field_type(FieldType::Declaration, "declaration", ValueKind::Bool, &["required"], "Cam đoan, đồng ý; không bao giờ tự điền", "A declaration or consent: a tick box, never filled"),
    field_type(FieldType::Signature, "signature", ValueKind::Nothing, &["required"], "Chỗ ký trên giấy", "A place for a signature, on paper only"),
    field_type(FieldType::Note, "note", ValueKind::Nothing, &[], "Lời dẫn", "A text to read"),
    field_type(FieldType::Group, "group", ValueKind::Rows, &["required", "source", "fields", "min", "max", "layout", "rowName"], "Bảng nhiều dòng", "Repeated rows of columns; min and max count rows. A column may be a group itself, whose columns may not: its rows stand in each row, and expressions over a row see them as row.name"),
    field_type(FieldType::Number, "number", ValueKind::Decimal, keys!("min", "max", "decimals"), "Số, có thể lẻ", "A number that may have decimals, two unless told"),
    field_type(FieldType::Money, "money", ValueKind::Int, keys!("min", "max"), "Số tiền, tính bằng đồng", "An amount in đồng, at least 0 unless told"),
    field_type(FieldType::DateTime, "date-time", ValueKind::Text, keys!(), "Ngày và giờ", "A day and a time of day, as the clock shows it: yyyy-mm-ddThh:mm"),
    field_type(FieldType::Choices, "choices", ValueKind::List, keys!("options", "list", "min", "max"), "Chọn nhiều", "Any number of several options, in their order; min and max count them"),
    field_type(FieldType::Identifier, "identifier", ValueKind::Text, keys!("kind"), "Mã số có quy cách", "A number or code of a known form: tax code, social insurance, passport …"),
    field_type(FieldType::Attachment, "attachment", ValueKind::Files, &["required", "source", "types", "maxSize", "min", "max"], "Tệp đính kèm", "Files that the person chooses; min and max count them. The data hold their names, types and sizes; the contents stay in the browser and are given to the page when the dossier is handed over"),
];

impl FieldType {
    /// Its entry.
    pub fn info(self) -> &'static FieldTypeInfo {
        // The table is in the order of the enum (a test looks at every entry).
        &FIELD_TYPES[self as usize % FIELD_TYPES.len()]
    }

    /// The type with this name.
    pub fn named(name: &str) -> Option<FieldType> {
        FIELD_TYPES.iter().find(|t| t.name == name).map(|t| t.kind)
    }
}

/// A kind of object in a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// The whole document.
    Definition,
    /// One of `law`.
    Law,
    /// One of `papers`.
    Paper,
    /// One of `roles`.
    Role,
    /// One of `steps`.
    Step,
    /// One of `sections`.
    Section,
    /// One of `fields`.
    Field,
    /// One of `options`.
    Option,
    /// `fill`, written out.
    Fill,
    /// One of `rules`.
    Rule,
    /// `fix` of a rule.
    Fix,
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text in one or several languages: `"…"` or `{"vi": "…", "en": "…"}`.
    Text,
    /// A list of those.
    Texts,
    /// A plain string.
    String,
    /// A list of strings.
    Strings,
    /// A date, `yyyy-mm-dd`.
    Date,
    /// A date or `null`.
    DateOrNull,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// An expression of the rule language.
    Expr,
    /// `true`, `false` or an expression.
    When,
    /// `"source"` or an object.
    Fill,
    /// A value as the data hold it.
    Any,
    /// An object whose keys are names.
    Map,
    /// An object.
    One(Object),
    /// A list of objects.
    Many(Object),
}

impl Shape {
    /// What is expected, in the words of messages and the reference.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Text => "text",
            Shape::Texts => "list of texts",
            Shape::String => "string",
            Shape::Strings => "list of strings",
            Shape::Date => "date",
            Shape::DateOrNull => "date or null",
            Shape::Int => "whole number",
            Shape::Bool => "true or false",
            Shape::Expr => "expression",
            Shape::When => "true, false or expression",
            Shape::Fill => "source or object",
            Shape::Any => "value",
            Shape::Map | Shape::One(_) => "object",
            Shape::Many(_) => "list of objects",
        }
    }
}

/// One key of one kind of object.
pub struct Key {
    /// Where.
    pub object: Object,
    /// Its name.
    pub name: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub doc: &'static str,
}

const fn key(object: Object, name: &'static str, shape: Shape, required: bool, text: &'static str) -> Key {
    Key { object, name, shape, required, doc: doc(text) }
}

const MUST: bool = true;
const MAY: bool = false;

/// Every key.
#[rustfmt::skip]
pub static KEYS: [Key; 98] = [
    key(Object::Definition, "troly", Shape::Int, MUST, "Version of this format: 1."),
    key(Object::Definition, "id", Shape::String, MUST, "National code of the procedure."),
    key(Object::Definition, "version", Shape::String, MUST, "Version of this definition: 2026.11.1."),
    key(Object::Definition, "title", Shape::Text, MUST, "Name of the procedure."),
    key(Object::Definition, "formName", Shape::Text, MUST, "Name of the official form."),
    key(Object::Definition, "formNumber", Shape::Text, MUST, "Its number."),
    key(Object::Definition, "effectiveFrom", Shape::Date, MUST, "In force from."),
    key(Object::Definition, "effectiveTo", Shape::DateOrNull, MAY, "In force until (inclusive), if that is known."),
    key(Object::Definition, "checkedOn", Shape::Date, MUST, "When somebody last compared it with the official form."),
    key(Object::Definition, "agency", Shape::Text, MUST, "Who decides."),
    key(Object::Definition, "fee", Shape::Text, MUST, "What it costs."),
    key(Object::Definition, "timeLimit", Shape::Text, MUST, "How long it takes."),
    key(Object::Definition, "notes", Shape::Texts, MAY, "Where to file, what happens next."),
    key(Object::Definition, "footnotes", Shape::Texts, MAY, "The official form's own notes, printed below it."),
    key(Object::Definition, "law", Shape::Many(Object::Law), MAY, "The law that it rests on."),
    key(Object::Definition, "papers", Shape::Many(Object::Paper), MAY, "Papers to bring."),
    key(Object::Definition, "roles", Shape::Many(Object::Role), MAY, "Who takes part."),
    key(Object::Definition, "steps", Shape::Many(Object::Step), MUST, "Pages of the form."),
    key(Object::Definition, "rules", Shape::Many(Object::Rule), MAY, "Checks across fields."),
    key(Object::Law, "id", Shape::String, MUST, "Id, as fields and rules name it."),
    key(Object::Law, "cite", Shape::Text, MUST, "Citation as an officer writes it."),
    key(Object::Law, "from", Shape::Date, MAY, "In force from."),
    key(Object::Law, "to", Shape::Date, MAY, "In force until (inclusive)."),
    key(Object::Law, "says", Shape::Text, MAY, "What it says, in one plain sentence."),
    key(Object::Law, "evidence", Shape::String, MAY, "seen (default) or memory: whether the provision, or a source that quotes it, was read."),
    key(Object::Paper, "id", Shape::String, MUST, "Id."),
    key(Object::Paper, "name", Shape::Text, MUST, "Its name."),
    key(Object::Paper, "note", Shape::Text, MAY, "What may stand for it."),
    key(Object::Paper, "replacedBy", Shape::Text, MAY, "The database that replaces it, so that it need not be brought."),
    key(Object::Paper, "when", Shape::Expr, MAY, "Needed only when this holds."),
    key(Object::Paper, "law", Shape::Strings, MAY, "Ids of the law."),
    key(Object::Role, "id", Shape::String, MUST, "Id."),
    key(Object::Role, "name", Shape::Text, MUST, "Name."),
    key(Object::Role, "help", Shape::Text, MAY, "What this role means here."),
    key(Object::Role, "sex", Shape::String, MAY, "male or female, where the role implies it."),
    key(Object::Role, "many", Shape::Bool, MAY, "Whether several people can have it (rows of a group)."),
    key(Object::Role, "is", Shape::Map, MAY, "What this person is to others: mother, father, parent, child, spouse, member or head (of the household) or owner (of the home) → role id. From relations that papers state, people are proposed for roles."),
    key(Object::Role, "required", Shape::Bool, MAY, "Whether every dossier has one."),
    key(Object::Role, "not", Shape::Strings, MAY, "Roles that the same person cannot hold as well."),
    key(Object::Step, "id", Shape::String, MUST, "Id."),
    key(Object::Step, "title", Shape::Text, MUST, "Title."),
    key(Object::Step, "sections", Shape::Many(Object::Section), MUST, "Sections."),
    key(Object::Section, "id", Shape::String, MUST, "Id."),
    key(Object::Section, "title", Shape::Text, MUST, "Heading."),
    key(Object::Section, "help", Shape::Text, MAY, "Introduction."),
    key(Object::Section, "show", Shape::Expr, MAY, "Shown only when this is true."),
    key(Object::Section, "columns", Shape::Int, MAY, "1 (default) or 2: on wide screens two short boxes stand in a line, as if each had said half; half: false takes one out."),
    key(Object::Section, "fields", Shape::Many(Object::Field), MUST, "Fields."),
    key(Object::Field, "id", Shape::String, MUST, "Dotted id; the data nest along the dots. Of a column: its last part only."),
    key(Object::Field, "box", Shape::String, MAY, "Id of the box in the table of official boxes; absent for helpers that the paper form does not have."),
    key(Object::Field, "was", Shape::Strings, MAY, "Ids that it had in earlier versions; of a column, their last parts. Answers of drafts move along."),
    key(Object::Field, "no", Shape::String, MAY, "Number printed on the form."),
    key(Object::Field, "type", Shape::String, MUST, "What it holds: one of the field types."),
    key(Object::Field, "label", Shape::Text, MUST, "The official label."),
    key(Object::Field, "help", Shape::Text, MAY, "How to fill it, in plain words."),
    key(Object::Field, "example", Shape::String, MAY, "An example."),
    key(Object::Field, "source", Shape::Text, MAY, "Where the value is usually found."),
    key(Object::Field, "law", Shape::Strings, MAY, "Ids of the law that asks for it."),
    key(Object::Field, "evidence", Shape::String, MAY, "seen (default) or memory: whether the facts behind this box were read in a source."),
    key(Object::Field, "required", Shape::When, MAY, "Whether it must be answered; default false."),
    key(Object::Field, "show", Shape::When, MAY, "Whether it is shown; default true. A hidden answer is kept, counts as missing, and is not exported."),
    key(Object::Field, "fill", Shape::Fill, MAY, "Where its value comes from: role.attribute or relation(a, b)."),
    key(Object::Field, "compute", Shape::Expr, MAY, "A value computed from other answers."),
    key(Object::Field, "options", Shape::Many(Object::Option), MAY, "Options of a choice."),
    key(Object::Field, "list", Shape::String, MAY, "A built-in list of options: ethnic-groups, countries, relations, provinces, communes (those of today, by official code; a choice only)."),
    key(Object::Field, "within", Shape::String, MAY, "Of a choice of communes: the field, a choice of provinces, whose communes are offered and accepted; in a row, one of its columns first."),
    key(Object::Field, "min", Shape::Int, MAY, "Least value, length in characters, number of rows or of files."),
    key(Object::Field, "max", Shape::Int, MAY, "Greatest value, length in characters, number of rows or of files."),
    key(Object::Field, "types", Shape::Strings, MAY, "Types of files that are taken, by content: pdf, jpg, png, webp, heic, docx, xlsx, doc, xls, xml, zip."),
    key(Object::Field, "maxSize", Shape::Int, MAY, "Most bytes of one file: 5242880 are 5 MB."),
    key(Object::Field, "decimals", Shape::Int, MAY, "Most decimals of a number, 0 to 6; default 2."),
    key(Object::Field, "kind", Shape::String, MAY, "How an identifier is read: tax-code, social-insurance, passport …"),
    key(Object::Field, "lock", Shape::When, MAY, "While it holds, the box can be read and not changed; default false."),
    key(Object::Field, "default", Shape::Any, MAY, "What stands there from the beginning, as in the data."),
    key(Object::Field, "layout", Shape::String, MAY, "cards (default) or table: how rows look on wide screens."),
    key(Object::Field, "rowName", Shape::Text, MAY, "What a row is called, in the middle of a sentence; default a person where a column is a name, else a line."),
    key(Object::Field, "precision", Shape::String, MAY, "day (default), month or year: how partial a date may be."),
    key(Object::Field, "upper", Shape::Bool, MAY, "Whether the name is written in capitals on the form."),
    key(Object::Field, "half", Shape::Bool, MAY, "Half a line wide on wide screens; of a short box the default where the section has two columns."),
    key(Object::Field, "fields", Shape::Many(Object::Field), MAY, "Columns of a group; ids are last parts."),
    key(Object::Option, "value", Shape::String, MUST, "Code, as exported."),
    key(Object::Option, "label", Shape::Text, MUST, "What people read."),
    key(Object::Option, "aliases", Shape::Strings, MAY, "Other words that find it."),
    key(Object::Fill, "from", Shape::Strings, MUST, "Sources in order of preference."),
    key(Object::Fill, "policy", Shape::String, MAY, "auto (default), ask or never."),
    key(Object::Fill, "maxYears", Shape::Int, MAY, "Oldest acceptable source: what is from more years ago is filled and marked, for the person to look at."),
    key(Object::Rule, "id", Shape::String, MUST, "Stable id."),
    key(Object::Rule, "severity", Shape::String, MUST, "error, warning or info."),
    key(Object::Rule, "when", Shape::Expr, MAY, "Applies only when this is true."),
    key(Object::Rule, "check", Shape::Expr, MUST, "Must be true; says nothing when an answer that it needs is missing."),
    key(Object::Rule, "fields", Shape::Strings, MUST, "The fields that it is shown at, the first one being where to start."),
    key(Object::Rule, "message", Shape::Text, MUST, "What is wrong; {name} takes a parameter."),
    key(Object::Rule, "params", Shape::Map, MAY, "Parameters of the message: name → expression."),
    key(Object::Rule, "law", Shape::Strings, MAY, "Ids of the law."),
    key(Object::Rule, "fix", Shape::One(Object::Fix), MAY, "A correction."),
    key(Object::Rule, "each", Shape::String, MAY, "A group: evaluated for each of its rows, with the columns as row.name."),
    key(Object::Fix, "label", Shape::Text, MUST, "What the button says."),
    key(Object::Fix, "set", Shape::Map, MUST, "Field → expression of the new value; in a rule with each also columns."),
];

/// The kinds of objects, in the order of the reference, with their headings there.
pub const OBJECTS: [(Object, &str); 11] = [
    (Object::Definition, "The document"),
    (Object::Law, "One of `law`"),
    (Object::Paper, "One of `papers`"),
    (Object::Role, "One of `roles`"),
    (Object::Step, "One of `steps`"),
    (Object::Section, "One of `sections`"),
    (Object::Field, "One of `fields`"),
    (Object::Option, "One of `options`"),
    (Object::Fill, "`fill`, written out"),
    (Object::Rule, "One of `rules`"),
    (Object::Fix, "`fix` of a rule"),
];

/// What a key that is absent stands for, where that is not nothing.
pub const DEFAULTS: [(Object, &str, &str); 17] = [
    (Object::Law, "evidence", "`seen`"),
    (Object::Section, "columns", "`1`"),
    (Object::Field, "evidence", "`seen`"),
    (Object::Field, "required", "`false`"),
    (Object::Field, "show", "`true`"),
    (Object::Field, "lock", "`false`"),
    (Object::Field, "decimals", "`2`"),
    (Object::Field, "types", "`pdf`, `jpg`, `png`"),
    (Object::Field, "layout", "`cards`"),
    (Object::Field, "precision", "`day`"),
    (Object::Field, "upper", "`false`"),
    (Object::Field, "half", "`false`"),
    (Object::Role, "many", "`false`"),
    (Object::Role, "required", "`false`"),
    (Object::Fill, "policy", "`auto`"),
    (Object::Paper, "when", "always"),
    (Object::Rule, "when", "always"),
];

/// Keys that take one of a few words.
pub const WORDS: [(Object, &str, &[&str]); 8] = [
    (Object::Law, "evidence", &["seen", "memory"]),
    (Object::Field, "evidence", &["seen", "memory"]),
    (Object::Role, "sex", &["male", "female"]),
    (Object::Field, "layout", &["cards", "table"]),
    (Object::Field, "list", &["ethnic-groups", "countries", "relations", "provinces", "communes"]),
    (Object::Field, "precision", &["day", "month", "year"]),
    (Object::Fill, "policy", &["auto", "ask", "never"]),
    (Object::Rule, "severity", &["error", "warning", "info"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (i, info) in FIELD_TYPES.iter().enumerate() {
            assert_eq!(info.kind as usize, i, "{}", info.name);
            assert!(std::ptr::eq(info.kind.info(), info));
            assert_eq!(FieldType::named(info.name), Some(info.kind));
            assert!(!info.vi.is_empty() && !info.en.is_empty());
            for name in info.keys {
                assert!(KEYS.iter().any(|k| k.object == Object::Field && k.name == *name), "{name}");
            }
        }
    }

    #[test]
    fn no_key_is_there_twice() {
        for (i, a) in KEYS.iter().enumerate() {
            assert!(!KEYS[..i].iter().any(|b| (a.object, a.name) == (b.object, b.name)), "{}", a.name);
        }
    }
}
