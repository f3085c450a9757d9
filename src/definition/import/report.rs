//! What became of each key of the source.

use crate::json::{Json, push_token};
use std::collections::BTreeMap;

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The definition says the same, or there was nothing to say.
    Kept,
    /// The definition says something near.
    Approximated,
    /// The definition says nothing of it.
    Dropped,
}

impl Verdict {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Kept => "kept",
            Verdict::Approximated => "approximated",
            Verdict::Dropped => "dropped",
        }
    }
}

/// Which of the two source documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The form or the schema.
    Form,
    /// The UI schema, where it is a document of its own.
    Ui,
}

impl Document {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Document::Form => "form",
            Document::Ui => "ui",
        }
    }
}

/// What became of one key. Every key of every object of the source has exactly one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// In which document.
    pub document: Document,
    /// Where: the JSON pointer of the key's value.
    pub pointer: String,
    /// The key.
    pub key: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub code: Code,
    /// Data of the message.
    pub params: Params,
    /// Whether this was said of the key that it stands in, and holds for it as a part.
    pub within: bool,
}

impl Entry {
    /// Whether an author has to look at it: all but what is as it was, and parts of what is told already.
    pub fn is_news(&self) -> bool {
        let told = matches!(self.code, Code::FieldFilled | Code::Condition | Code::Check);
        (self.verdict != Verdict::Kept || told) && !self.within
    }

    /// As a line of a report.
    pub fn to_json(&self) -> Json {
        let params = self.params.iter().map(|(name, value)| (*name, Json::text(value)));
        Json::object([
            ("document", Json::text(self.document.code())),
            ("pointer", Json::text(&self.pointer)),
            ("key", Json::text(&self.key)),
            ("verdict", Json::text(self.verdict.code())),
            ("code", Json::text(self.code.code())),
            ("params", Json::object(params)),
        ])
    }
}

/// (name, value).
pub type Params = Vec<(&'static str, String)>;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $verdict:ident;)*) => {
        /// Why a key has its verdict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// The verdict that goes with it.
            pub fn verdict(self) -> Verdict {
                match self { $(Code::$name => Verdict::$verdict,)* }
            }
        }
    };
}

codes! {
    /// Taken over as it stands.
    Kept = "import.kept", Kept;
    /// Holds what is listed on its own.
    Structure = "import.structure", Kept;
    /// Became a field; parameter `field`.
    Field = "import.field", Kept;
    /// Became a field for which a source is proposed; parameters `field`, `source`.
    FieldFilled = "import.field-filled", Kept;
    /// Became a condition; parameter `expression`.
    Condition = "import.condition", Kept;
    /// Became a check; parameter `expression`.
    Check = "import.check", Kept;
    /// Says nothing about what is asked: bookkeeping of the source, or what holds anyway.
    NoEffect = "import.no-effect", Kept;
    /// A part that nothing refers to.
    Unused = "import.unused", Kept;
    /// Became a field under another name, as the source's is no name here; parameter `field`.
    Renamed = "import.renamed", Approximated;
    /// The same, with a proposed source; parameters `field`, `source`.
    RenamedFilled = "import.renamed-filled", Approximated;
    /// Became a type that is near; parameters `from`, `to`.
    Type = "import.type", Approximated;
    /// Markup, invisible characters or excess length were taken out of a text.
    Text = "import.text", Approximated;
    /// How it looks is decided by the style sheet.
    Look = "import.look", Approximated;
    /// What stood side by side or nested follows one below the other.
    Layout = "import.layout", Approximated;
    /// Shown under the condition, where the source disables; parameter `expression`.
    Enable = "import.enable", Approximated;
    /// A value that is set under a condition: computed while it holds, and what a person writes stays; parameter `expression`.
    SetWhile = "import.set-while", Approximated;
    /// Options were renamed, shortened or left out where they were no texts or stood twice.
    Options = "import.options", Approximated;
    /// The first of several alternatives; the others are left out.
    FirstOf = "import.first-of", Approximated;
    /// The nearest whole number; parameter `to`.
    Bound = "import.bound", Approximated;
    /// Became an example beside the box.
    Example = "import.example", Approximated;
    /// The check has a message of ours, or the message stands for several checks.
    Message = "import.message", Approximated;
    /// A part with no words of its own: its name was made into a label.
    Label = "import.label", Approximated;
    /// Inline program code, which is never run.
    Script = "import.script", Dropped;
    /// There is no such type here; parameter `type`.
    UnknownType = "import.unknown-type", Dropped;
    /// A key that is not known.
    UnknownKey = "import.unknown-key", Dropped;
    /// A key that is known, and that nothing here corresponds to.
    Unsupported = "import.unsupported", Dropped;
    /// Nothing is answered in the citizen's place.
    Default = "import.default", Dropped;
    /// Filled in by a program and never shown.
    Hidden = "import.hidden", Dropped;
    /// Comes from a server, where nothing is asked.
    Remote = "import.remote", Dropped;
    /// A condition that has no translation; parameter `what`.
    ConditionUnknown = "import.condition-unknown", Dropped;
    /// The translated expression does not fit the fields; parameters `expression`, `error`.
    ConditionRefused = "import.condition-refused", Dropped;
    /// Fields would depend on themselves.
    Cycle = "import.cycle", Dropped;
    /// A reference that leads nowhere, out of the document, or into itself.
    Reference = "import.reference", Dropped;
    /// Rows more than two deep, or what cannot be a column.
    Column = "import.column", Dropped;
    /// Rows without columns, choices without options, a container without fields.
    Empty = "import.empty", Dropped;
    /// The UI schema does not show it, so that nobody is asked.
    NotShown = "import.not-shown", Dropped;
}

#[derive(Clone, Debug)]
struct Mark {
    code: Code,
    params: Params,
    /// Whether it holds for everything within as well.
    whole: bool,
}

impl Mark {
    /// What holds for parts of which nothing else is said.
    fn for_parts<'m>(&'m self, around: Option<&'m Mark>) -> Option<&'m Mark> {
        if self.whole {
            Some(self)
        } else if self.code == Code::Structure {
            around
        } else {
            None
        }
    }
}

/// A place in the source.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub document: Document,
    pub pointer: String,
}

impl Place {
    pub fn key(&self, key: &str) -> Place {
        let mut pointer = self.pointer.clone();
        push_token(&mut pointer, key);
        Place { document: self.document, pointer }
    }
}

/// A value of the source, and its place.
#[derive(Clone, Debug)]
pub(super) struct At<'j> {
    pub json: &'j Json,
    pub place: Place,
}

impl<'j> At<'j> {
    pub fn root(json: &'j Json, document: Document) -> Self {
        At { json, place: Place { document, pointer: String::new() } }
    }

    pub fn get(&self, key: &str) -> Option<At<'j>> {
        self.json.get(key).map(|json| At { json, place: self.place.key(key) })
    }

    pub fn text(&self, key: &str) -> Option<&'j str> {
        self.json.get(key).and_then(Json::as_text).map(|t| &**t)
    }

    pub fn flag(&self, key: &str) -> bool {
        self.json.get(key).and_then(Json::as_bool).unwrap_or(false)
    }

    pub fn entries(&self) -> impl Iterator<Item = (&'j str, At<'j>)> + use<'_, 'j> {
        self.json.entries().iter().map(|(key, json)| (&**key, At { json, place: self.place.key(key) }))
    }

    pub fn items(&self) -> impl Iterator<Item = At<'j>> + use<'_, 'j> {
        let at = |(i, json): (usize, &'j Json)| At { json, place: self.place.key(&i.to_string()) };
        self.json.items().iter().enumerate().map(at)
    }
}

/// What has been said so far. The order of the entries is that of the documents.
#[derive(Debug, Default)]
pub(super) struct Report {
    marks: BTreeMap<(Document, String), Mark>,
}

impl Report {
    fn put(&mut self, place: &Place, mark: Mark) {
        let at = (place.document, place.pointer.clone());
        match self.marks.get_mut(&at) {
            // Of several things said about one key the worst counts; of two equally bad ones the first that says something.
            Some(before)
                if before.code.verdict() > mark.code.verdict()
                    || before.code.verdict() == mark.code.verdict()
                        && !matches!(before.code, Code::Structure | Code::NoEffect | Code::Kept) =>
            {
                before.whole |= mark.whole;
            }
            _ => {
                self.marks.insert(at, mark);
            }
        }
    }

    /// Says something about a value with all that is within, as far as nothing else is said of a part.
    pub fn whole(&mut self, place: &Place, code: Code, params: Params) {
        self.put(place, Mark { code, params, whole: true });
    }

    /// Says that nothing came of a value, whatever was said about its parts before.
    pub fn nothing(&mut self, place: &Place, code: Code, params: Params) {
        let below = [&*place.pointer, "/"].concat();
        let parts = self.marks.range((place.document, below.clone())..).map(|(at, _)| at);
        let parts: Vec<(Document, String)> =
            parts.take_while(|(d, p)| *d == place.document && p.starts_with(&below)).cloned().collect();
        for part in parts {
            self.marks.remove(&part);
        }
        self.whole(place, code, params);
    }

    /// Whether anything was said of a key.
    pub fn has(&self, place: &Place) -> bool {
        self.marks.contains_key(&(place.document, place.pointer.clone()))
    }

    /// Says that a value holds what is listed on its own.
    pub fn structure(&mut self, place: &Place) {
        if !self.marks.contains_key(&(place.document, place.pointer.clone())) {
            self.put(place, Mark { code: Code::Structure, params: Params::new(), whole: false });
        }
    }

    /// Says something of a key whose parts are listed on their own.
    pub fn only(&mut self, place: &Place, code: Code, params: Params) {
        self.put(place, Mark { code, params, whole: false });
    }

    /// One entry for each key: what was said of it, else of what it stands in, else that it is not known.
    pub fn entries(&self, form: &Json, ui: Option<&Json>) -> Vec<Entry> {
        let mut out = Vec::new();
        for (document, json) in [(Document::Form, Some(form)), (Document::Ui, ui)] {
            if let Some(json) = json {
                let root = self.marks.get(&(document, String::new())).filter(|m| m.whole);
                self.walk(json, &mut Place { document, pointer: String::new() }, root, false, &mut out);
            }
        }
        out
    }

    /// `told`: whether what was said of the surroundings has an entry. An element of a list has no key that could have one.
    fn walk<'r>(
        &'r self,
        json: &Json,
        place: &mut Place,
        around: Option<&'r Mark>,
        mut told: bool,
        out: &mut Vec<Entry>,
    ) {
        let length = place.pointer.len();
        let said = |place: &Place| self.marks.get(&(place.document, place.pointer.clone()));
        for (i, item) in json.items().iter().enumerate() {
            push_token(&mut place.pointer, &i.to_string());
            let own = said(place);
            let inner = own.map_or(around, |m| m.for_parts(around));
            self.walk(item, place, inner, told && own.is_none_or(|m| !m.whole), out);
            place.pointer.truncate(length);
        }
        static UNKNOWN: Mark = Mark { code: Code::UnknownKey, params: Params::new(), whole: true };
        for (key, value) in json.entries() {
            push_token(&mut place.pointer, key);
            let own = said(place);
            let mark = own.or(around).unwrap_or(&UNKNOWN);
            let from_around = own.is_none() && around.is_some();
            out.push(Entry {
                document: place.document,
                pointer: place.pointer.clone(),
                key: key.to_string(),
                verdict: mark.code.verdict(),
                code: mark.code,
                params: mark.params.clone(),
                within: from_around && told,
            });
            told |= from_around;
            self.walk(value, place, mark.for_parts(around), true, out);
            place.pointer.truncate(length);
        }
    }
}
