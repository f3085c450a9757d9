//! The definition of a procedure's form, as read and checked. Built only by [`super::parse()`].

pub use crate::relation::Relation;
use crate::{prefill::vocabulary::NAME_PARTS, rules::Expr, text::date::PartialDate};
use std::rc::Rc;

/// A text in Vietnamese, and in other languages where the author gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Vietnamese: always there, the language of the law.
    pub vi: Rc<str>,
    /// (language tag, text).
    pub other: Vec<(Rc<str>, Rc<str>)>,
}

impl Text {
    /// The text in `lang`, else in Vietnamese.
    pub fn get(&self, lang: &str) -> &Rc<str> {
        self.other.iter().find(|(l, _)| &**l == lang).map_or(&self.vi, |(_, t)| t)
    }
}

/// Index of a field in [`Definition::fields`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldIx(pub u16);

/// One procedure's form.
#[derive(Clone, Debug)]
pub struct Definition {
    /// National code of the procedure: `1.001193`.
    pub id: Rc<str>,
    /// Version of this definition: `2026.11.1`. A dossier names the version that it was filled under.
    pub version: Rc<str>,
    /// Name of the procedure.
    pub title: Text,
    /// Name of the official form: "Tờ khai đăng ký khai sinh".
    pub form_name: Text,
    /// Its number: "Phụ lục 5, Thông tư 04/2024/TT-BTP".
    pub form_number: Text,
    /// In force from.
    pub effective_from: PartialDate,
    /// In force until (inclusive), if that is known.
    pub effective_to: Option<PartialDate>,
    /// When somebody last compared it with the official form.
    pub checked_on: PartialDate,
    /// Who decides.
    pub agency: Text,
    /// What it costs.
    pub fee: Text,
    /// How long it takes.
    pub time_limit: Text,
    /// Where to file, what happens next: short notes.
    pub notes: Vec<Text>,
    /// The official form's own notes ("Chú thích"), printed below it: short, in their order.
    pub footnotes: Vec<Text>,
    /// The law that it rests on.
    pub law: Vec<Law>,
    /// Papers to bring.
    pub papers: Vec<Paper>,
    /// Who takes part.
    pub roles: Vec<Role>,
    /// Steps, in order.
    pub steps: Vec<Step>,
    /// All fields, in form order; the columns of a group follow it directly, and after them those of groups among them.
    pub fields: Vec<Field>,
    /// Checks across fields.
    pub rules: Vec<Rule>,
    /// What depends on what, worked out once.
    pub plan: super::Plan,
}

impl Definition {
    /// The field with this id (`mother.name`; a column: `members.name`).
    pub fn field(&self, id: &str) -> Option<(FieldIx, &Field)> {
        let at = self.plan.by_id.binary_search_by(|ix| (*self.fields[ix.0 as usize].id).cmp(id)).ok()?;
        let ix = *self.plan.by_id.get(at)?;
        Some((ix, &self.fields[ix.0 as usize]))
    }

    /// The field of an answer's path.
    pub fn field_at(&self, path: &Path) -> Option<(FieldIx, &Field)> {
        match path.split_row() {
            None => self.field(path.as_str()),
            Some((group, _, column)) => {
                let (ix, _) = self.field(group)?;
                self.columns(ix).map(|c| (c, &self.fields[c.0 as usize])).find(|(_, f)| f.local_id() == column)
            }
        }
    }

    /// The columns of a group.
    pub fn columns(&self, group: FieldIx) -> impl Iterator<Item = FieldIx> + use<> {
        let columns = columns(&self.fields, group);
        (columns.start..columns.end).map(|i| FieldIx(i as u16))
    }

    /// Everything inside a group: its columns, and those of the groups among them.
    pub fn within(&self, group: FieldIx) -> impl Iterator<Item = FieldIx> + use<> {
        let first = group.0 as usize + 1;
        let rest = self.fields.get(first..).unwrap_or_default();
        let inside = match self.fields.get(group.0 as usize).and_then(|f| f.group) {
            None => first..first + rest.iter().take_while(|f| f.group.is_some()).count(),
            Some(_) => columns(&self.fields, group),
        };
        inside.map(|i| FieldIx(i as u16))
    }

    /// The field of a section that a field is, or is a column in.
    pub fn top(&self, ix: FieldIx) -> FieldIx {
        top(&self.fields, ix)
    }

    /// The role with this id.
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|r| &*r.id == id)
    }

    /// The law entry with this id.
    pub fn law(&self, id: &str) -> Option<&Law> {
        self.law.iter().find(|l| &*l.id == id)
    }
}

/// See [`Definition::columns`].
fn columns(fields: &[Field], group: FieldIx) -> std::ops::Range<usize> {
    let mut start = group.0 as usize + 1;
    // The other columns beside a group in a group come before its own.
    if fields.get(group.0 as usize).is_some_and(|f| f.group.is_some()) {
        let rest = fields.get(start..).unwrap_or_default();
        start += rest.iter().take_while(|f| f.group.is_some() && f.group != Some(group)).count();
    }
    let rest = fields.get(start..).unwrap_or_default();
    start..start + rest.iter().take_while(|f| f.group == Some(group)).count()
}

/// See [`Definition::top`].
pub(super) fn top(fields: &[Field], ix: FieldIx) -> FieldIx {
    let group = |ix: FieldIx| fields.get(ix.0 as usize).and_then(|f| f.group);
    let mut at = ix;
    while let Some(outer) = group(at).filter(|outer| *outer < at) {
        at = outer;
    }
    at
}

/// A legal basis: a provision and when it is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// Id inside the definition, as fields and rules name it.
    pub id: Rc<str>,
    /// Citation as an officer writes it: "Luật Hộ tịch 60/2014/QH13, Điều 15 khoản 1".
    pub cite: Text,
    /// In force from.
    pub from: Option<PartialDate>,
    /// In force until (inclusive).
    pub to: Option<PartialDate>,
    /// What it says, in one plain sentence.
    pub says: Option<Text>,
    /// False when citation or content are from memory, not read in a source.
    pub verified: bool,
}

/// A paper to bring or to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// Id inside the definition.
    pub id: Rc<str>,
    /// Its name.
    pub name: Text,
    /// When it is needed, what may stand for it.
    pub note: Option<Text>,
    /// Whether a database replaces it, so that it need not be brought.
    pub replaced_by: Option<Text>,
    /// Needed only when this holds.
    pub when: Option<Expr>,
    /// Ids of the law.
    pub law: Vec<Rc<str>>,
}

/// A person's part in a procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// Id: `mother`.
    pub id: Rc<str>,
    /// "Mẹ".
    pub name: Text,
    /// What this role means here, where that needs saying.
    pub help: Option<Text>,
    /// Sex that the role implies, by law or by word.
    pub sex: Option<crate::identity::Sex>,
    /// Whether several people can have it (rows of a group).
    pub many: bool,
    /// What this person is to others: `("mother", "child")` in the role `mother`.
    pub is: Vec<(Relation, Rc<str>)>,
    /// Whether every dossier has one.
    pub required: bool,
    /// Roles that the same person cannot hold as well.
    pub not: Vec<Rc<str>>,
}

/// A page of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Id.
    pub id: Rc<str>,
    /// Title.
    pub title: Text,
    /// Sections, in order.
    pub sections: Vec<Section>,
}

/// A group of boxes under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Id.
    pub id: Rc<str>,
    /// Heading.
    pub title: Text,
    /// Introduction.
    pub help: Option<Text>,
    /// Shown only when this holds.
    pub show: Option<Expr>,
    /// The fields, in order (groups by themselves, not their columns).
    pub fields: Vec<FieldIx>,
}

/// What a field holds. One entry of [`super::registry::FIELD_TYPES`] says everything else about each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Several lines.
    Multiline,
    /// A whole number.
    Integer,
    /// A date; `precision` says how partial it may be.
    Date,
    /// Yes or no.
    YesNo,
    /// One of a few options (`options`, or a built-in `list`).
    Choice,
    /// A person's name.
    PersonName,
    /// Male or female.
    Sex,
    /// A 12-digit personal ID number.
    CitizenId,
    /// An identity paper: kind, number, issuer, date of issue.
    IdentityDocument,
    /// A Vietnamese phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A two-tier address.
    Address,
    /// The authority that the form is addressed to.
    Agency,
    /// A declaration or consent that only the person can make: a tick box, never filled.
    Declaration,
    /// A place for a signature: on paper only, never filled.
    Signature,
    /// A text to read, no answer.
    Note,
    /// Repeated rows.
    Group,
    /// A number that may have decimals.
    Number,
    /// An amount in đồng: a whole number.
    Money,
    /// A day and a time of day, as the clock shows it.
    DateTime,
    /// Any number of several options.
    Choices,
    /// A number or code of a known form: `kind` says which.
    Identifier,
    /// Files that the person chooses.
    Attachment,
}

/// Something that holds always, never, or under a condition.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum When {
    /// Never.
    #[default]
    Never,
    /// Always.
    Always,
    /// When the expression is true.
    If(Expr),
}

/// One box of the form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Dotted id, unique: `mother.name`; data nests along the dots. A column of a group: `members.name`.
    pub id: Rc<str>,
    /// Id of the box in the table of official boxes (`me_ho_ten`); `None` for a helper that the paper form does not have.
    pub r#box: Option<Rc<str>>,
    /// Ids that it had in earlier versions: drafts find their answers by them.
    pub was: Vec<Rc<str>>,
    /// Number printed on the form: "1", "11".
    pub no: Option<Rc<str>>,
    /// What it holds.
    pub kind: FieldType,
    /// The official label.
    pub label: Text,
    /// How to fill it, in plain words.
    pub help: Option<Text>,
    /// An example.
    pub example: Option<Rc<str>>,
    /// Where the value is usually found: "Thẻ căn cước".
    pub source: Option<Text>,
    /// Ids of the law that asks for it.
    pub law: Vec<Rc<str>>,
    /// False when the facts behind this box are from memory, not read in a source.
    pub verified: bool,
    /// Whether it must be answered.
    pub required: When,
    /// Whether it is shown; `When::Always` unless the author said otherwise. A hidden answer is kept, not exported.
    pub show: When,
    /// Where its value comes from.
    pub fill: Option<Fill>,
    /// A value computed from other answers (the person may still change it); of a column, in each row.
    pub compute: Option<Expr>,
    /// Options of a choice, of a built-in list or of a sex. Shared between the fields that offer the same list. A choice
    /// without any is one of the communes, see [`Field::of_communes`].
    pub options: Rc<[Choice]>,
    /// Of a choice of communes: the choice of the province that they must lie in.
    pub within: Option<FieldIx>,
    /// Least value, length, number of rows or of files.
    pub min: Option<i64>,
    /// Greatest value, length (in characters), number of rows or of files.
    pub max: Option<i64>,
    /// How partial a date may be.
    pub precision: crate::text::date::Precision,
    /// Whether a name is written in capitals on the form.
    pub upper: bool,
    /// Most decimals of a number.
    pub decimals: u8,
    /// How an identifier is read, see [`crate::identity::KINDS`].
    pub kind_of: Option<Rc<str>>,
    /// Types of files that are taken, see [`crate::validate::attachment::FILE_KINDS`]; none stated: the usual ones.
    pub types: Vec<Rc<str>>,
    /// Most bytes of one file.
    pub max_size: Option<u64>,
    /// While it holds, the box can be read and not changed.
    pub lock: When,
    /// What stands there from the beginning, until something else is known or the person says otherwise.
    pub default: Option<crate::value::Value>,
    /// Rows as a table on wide screens, not as cards.
    pub table: bool,
    /// What a row is called, in the middle of a sentence: "con".
    pub row_name: Option<Text>,
    /// The group whose column this is.
    pub group: Option<FieldIx>,
    /// Half a line wide on wide screens.
    pub half: bool,
}

impl Field {
    /// The last part of a column's id.
    pub fn local_id(&self) -> &str {
        self.id.rsplit('.').next().unwrap_or(&self.id)
    }

    /// Whether it asks for a part of a name, of which one word may be all there is.
    pub fn of_name_part(&self) -> bool {
        let part = |source: &Source| matches!(source, Source::Attribute { attribute, .. } if attribute.starts_with(NAME_PARTS));
        self.fill.as_ref().is_some_and(|fill| fill.from.iter().any(part))
    }

    /// Whether it is a choice among the communes of today, which the administrative units list, not the definition.
    pub fn of_communes(&self) -> bool {
        self.kind == FieldType::Choice && self.options.is_empty()
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Code, as exported.
    pub value: Rc<str>,
    /// What people read.
    pub label: Text,
    /// Other words that find it in a long list.
    pub aliases: Vec<Rc<str>>,
}

/// How a field may be filled from what is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// In order of preference. When several give different values, the person is asked.
    pub from: Vec<Source>,
    /// `auto`: filled; `ask`: offered beside the empty box; `never`: signatures, declarations and their dates.
    pub policy: FillPolicy,
    /// What is from more years ago is filled and marked as old.
    pub max_years: Option<i64>,
}

/// Whether a value may go into a box by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillPolicy {
    /// Filled, and shown as filled.
    Auto,
    /// Offered beside the box.
    Ask,
    /// Never offered.
    Never,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// `mother.person.birth.date`: an attribute of whoever plays the role.
    Attribute {
        /// Role id.
        role: Rc<str>,
        /// Attribute of the vocabulary, see [`crate::prefill::vocabulary`].
        attribute: Rc<str>,
    },
    /// `relation(applicant, child)`: what one role is to another, from the casting.
    Relation {
        /// Whose relation is asked for.
        of: Rc<str>,
        /// To whom.
        to: Rc<str>,
    },
}

/// A check across fields.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable id: `R2`.
    pub id: Rc<str>,
    /// How grave.
    pub severity: Severity,
    /// Applies only when this is true.
    pub when: Option<Expr>,
    /// Must be true. A check that needs a missing answer says nothing.
    pub check: Expr,
    /// The fields that it is shown at, the first one being where to start. For a rule over rows: columns.
    pub fields: Vec<Rc<str>>,
    /// What is wrong; `{name}` takes a parameter.
    pub message: Text,
    /// Parameters of the message.
    pub params: Vec<(Rc<str>, Expr)>,
    /// Ids of the law.
    pub law: Vec<Rc<str>>,
    /// A correction, where one exists.
    pub fix: Option<RuleFix>,
    /// When set, evaluated once for each row of this group, with the row's columns as `row`.
    pub each: Option<Rc<str>>,
}

/// A correction that a rule proposes.
#[derive(Clone, Debug)]
pub struct RuleFix {
    /// What the button says.
    pub label: Text,
    /// (field, new value); an expression that gives nothing empties the field.
    pub set: Vec<(Rc<str>, Expr)>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Look again; does not block.
    Warning,
    /// The dossier cannot be handed over like this.
    Error,
}

/// The path of one answer: `mother.name`, or `members/r2/name` for a column in the row with the stable id `r2`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Rc<str>);

/// So that an answer can be looked up by the id of its field, without making a path first.
impl std::borrow::Borrow<str> for Path {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Path {
    /// The answer of a field outside a group.
    pub fn field(id: &str) -> Self {
        Path(id.into())
    }

    /// The same, without a copy of the name.
    pub fn of(field: &Field) -> Self {
        Path(field.id.clone())
    }

    /// The answer of a column in one row.
    pub fn cell(group: &str, row: &str, column: &str) -> Self {
        Path(format!("{group}/{row}/{column}").into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// (group, row, column) of a cell.
    pub fn split_row(&self) -> Option<(&str, &str, &str)> {
        let mut parts = self.0.splitn(3, '/');
        Some((parts.next()?, parts.next()?, parts.next()?))
    }
}
