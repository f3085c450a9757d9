//! The lexicon, looked up in a message: what each run of words says about what stands beside it.

use super::token::{Kind, Tokens, both};
use crate::{
    definition::List,
    detect::lexicon::{
        ATTRIBUTES, BODIES, ELSEWHERE, ETHNIC_WORDS, KIN, Kin, MYSELF, NOT_PERSONAL, OTHER_PAPERS, ROLES, SPOKEN,
        TITLES,
    },
};
use std::sync::LazyLock;

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// A value of this attribute follows.
    Label(&'static str),
    /// Somebody's relation.
    Kin(&'static Kin),
    Myself,
    Title,
    /// A number or date of something else follows.
    NotPersonal,
    OtherPaper,
    Body,
    /// What somebody is to the head of the household follows.
    RelationTo,
    /// A date follows until which something is valid, or on which something else was.
    OtherDate,
    /// An address of a thing or an event follows.
    Elsewhere,
}

struct Phrase {
    words: Vec<(String, String)>,
    what: What,
}

/// All phrases by their first key, the longer first.
pub(super) struct Words(Vec<Phrase>);

/// A date that follows is of none of the attributes.
const OTHER_DATES: &[&str] = &[
    "có giá trị đến",
    "giá trị đến",
    "giá trị sử dụng",
    "hết hạn",
    "ngày hết hạn",
    "ngày tháng năm hết hạn",
    "date of expiry",
    "expiry date",
    "expiry",
    "expires",
    "valid until",
    "hạn",
    "mất ngày",
    "mất",
    "hẹn ngày",
    "hạn thanh toán",
    "giờ sinh",
    "có giá trị đến hết ngày",
    "ngày đăng ký khai sinh",
    "ngày làm đơn",
    "ngày nộp",
    "chết ngày",
    "qua đời ngày",
];

static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

/// The phrases of [`crate::detect::lexicon`], made ready at first use.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    fn new() -> Self {
        let mut all = Vec::new();
        let mut add = |words: &[&'static str], what: What| {
            for text in words {
                all.push(Phrase { words: text.split(' ').map(both).collect(), what });
            }
        };
        for called in &ATTRIBUTES {
            let sure: Vec<&'static str> = called.sure.iter().chain(called.with_person).map(|p| p.0).collect();
            add(&sure, What::Label(called.attribute));
        }
        for spoken in &SPOKEN {
            add(spoken.words, What::Label(spoken.attribute));
        }
        let applicant: Vec<&'static str> = ROLES[0].words.iter().copied().filter(|w| w.contains(' ')).collect();
        add(&applicant, What::Label("person.name"));
        add(ETHNIC_WORDS, What::Label("person.ethnicity"));
        for kin in &KIN {
            add(kin.words, What::Kin(kin));
        }
        add(&["quan hệ với chủ hộ", "mối quan hệ với chủ hộ", "quan hệ"], What::RelationTo);
        add(MYSELF, What::Myself);
        add(TITLES, What::Title);
        add(NOT_PERSONAL, What::NotPersonal);
        add(OTHER_PAPERS, What::OtherPaper);
        add(BODIES, What::Body);
        add(OTHER_DATES, What::OtherDate);
        add(ELSEWHERE, What::Elsewhere);
        // Stable: of two meanings of the same words the one that was added first is found.
        all.sort_by(|a, b| a.words[0].1.cmp(&b.words[0].1).then(b.words.len().cmp(&a.words.len())));
        Words(all)
    }

    fn beginning(&self, key: &str) -> &[Phrase] {
        let from = self.0.partition_point(|p| *p.words[0].1 < *key);
        let count = self.0[from..].partition_point(|p| *p.words[0].1 == *key);
        &self.0[from..from + count]
    }

    /// Every phrase that begins with token `i`, the longest first.
    pub fn all<'a>(&'a self, tokens: &'a Tokens<'_>, i: usize) -> impl Iterator<Item = (What, usize)> + 'a {
        let found = if tokens.get(i).is_some_and(|t| t.word()) { self.beginning(tokens.key(i)) } else { &[] };
        found.iter().filter_map(move |phrase| phrase.at(tokens, i).map(|end| (phrase.what, end)))
    }

    /// The longest phrase at `i` that is of the kind asked for.
    pub fn find<T>(&self, tokens: &Tokens<'_>, i: usize, of: impl Fn(What) -> Option<T>) -> Option<(T, usize)> {
        self.all(tokens, i).find_map(|(what, end)| of(what).map(|t| (t, end)))
    }
}

impl Phrase {
    fn at(&self, tokens: &Tokens<'_>, start: usize) -> Option<usize> {
        let mut i = start;
        let mut exact = 0;
        for (n, (word, key)) in self.words.iter().enumerate() {
            if n > 0 {
                // "Ngày, tháng, năm sinh", "đ/c", "ngay_sinh".
                let sign = tokens.get(i)?;
                let comma = self.words.len() > 2 && matches!(sign.kind, Kind::Sign(','));
                let joined = matches!(sign.kind, Kind::Sign('/' | '-' | '_' | '.'));
                if comma || joined {
                    i += 1;
                }
            }
            // An abbreviation has no vowel that could be another's: "đkhk", "sđt".
            let short = !key.contains(['a', 'e', 'i', 'o', 'u', 'y']) && key.len() > 2;
            if !tokens.means(i, word, key, self.words.len() > 1 || short) {
                return None;
            }
            exact += usize::from(tokens.exact(i) == word || !tokens.get(i)?.marked);
            i += 1;
        }
        // A scanner errs in a mark, not in all of them: "năm sinh" is not "nam sính".
        let wrong = self.words.len() - exact;
        // Two words without accents in a sentence that has them are other words ("con me", "ho ten" are not, of labels).
        (wrong == 0 || self.words.len() > 2 && wrong == 1).then_some(i)
    }
}

/// A list of options, to be found in a message.
struct Listed {
    words: Vec<(String, String)>,
    code: String,
}

static ETHNIC: LazyLock<Vec<Listed>> = LazyLock::new(|| listed(List::EthnicGroups, &[("Kinh", "01")]));
static COUNTRIES: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let more =
        [("VN", "VN"), ("Mỹ", "US"), ("Vietnamese", "VN"), ("VNM", "VN"), ("Viet Nam", "VN"), ("American", "US")];
    let more = more.into_iter().chain([
        ("Korean", "KR"),
        ("Nhật", "JP"),
        ("Anh quốc", "GB"),
        ("Hàn", "KR"),
        ("Trung Hoa", "CN"),
    ]);
    listed(List::Countries, &more.collect::<Vec<_>>())
});

fn listed(list: List, more: &[(&str, &str)]) -> Vec<Listed> {
    let mut all = Vec::new();
    let mut add = |name: &str, code: &str| {
        let small: String = name.chars().map(crate::text::lower).collect();
        let split = |c: char| c == ' ' || c == '-';
        let words: Vec<_> = small.split(split).filter(|w| !w.is_empty()).map(both).collect();
        if !words.is_empty() {
            all.push(Listed { words, code: code.to_owned() });
        }
    };
    for choice in list.options().iter() {
        for name in [&*choice.label.vi, choice.label.get("en")].into_iter().chain(choice.aliases.iter().map(|a| &**a)) {
            add(name, &choice.value);
        }
    }
    for (name, code) in more {
        add(name, code);
    }
    all.sort_by_key(|l| usize::MAX - l.words.len());
    all
}

/// The ethnic group that is named at token `i`: its code, and the token behind its name.
pub(super) fn ethnic_group(tokens: &Tokens<'_>, i: usize) -> Option<(&'static str, usize)> {
    option(&ETHNIC, tokens, i).filter(|(code, _)| *code != "55")
}

/// The country that is named at token `i`: its code, and the token behind its name.
pub(super) fn country(tokens: &Tokens<'_>, i: usize) -> Option<(&'static str, usize)> {
    option(&COUNTRIES, tokens, i)
}

fn option(list: &'static [Listed], tokens: &Tokens<'_>, start: usize) -> Option<(&'static str, usize)> {
    if !tokens.get(start)?.word() {
        return None;
    }
    list.iter().find_map(|option| {
        let mut i = start;
        for (n, (word, key)) in option.words.iter().enumerate() {
            i += usize::from(n > 0 && tokens.is(i, '-'));
            let bare = n > 0 || tokens.get(i).is_some_and(|t| !t.marked);
            if !tokens.means(i, word, key, bare) {
                return None;
            }
            i += 1;
        }
        Some((&*option.code, i))
    })
}
