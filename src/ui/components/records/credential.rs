//! A credential of a wallet: what it is worth and why, who issued it, what it discloses; taken when it is verified and the
//! citizen says so, and in no other case.

use super::super::{
    button,
    icon::{self},
    line,
};
use crate::{
    i18n::{self, credentials},
    prefill::vocabulary,
    record::{
        Record,
        credential::{self, Credential, Issuers},
    },
    ui::{
        context::Ui,
        dom::{El, el, leaf},
        host::HostEvent,
        part::{Cx, late},
        show,
        way::{Then, Way},
    },
};
use std::any::Any;
use yew::Html;

/// What came of reading it: what is said, and the credential where it breaks no rule.
pub struct Checked {
    /// Codes of what speaks against it, each with its place.
    against: Vec<(&'static str, String)>,
    /// The keys that the portal gave cannot be used: its fault, not the citizen's.
    keys: bool,
    credential: Option<Credential>,
    record: Option<Record>,
}

enum Msg {
    Take,
    Close,
}

impl Checked {
    /// Reads a credential and holds it against the keys that the portal trusts (`issuers`: as `docs/credentials.md` has them,
    /// or nothing).
    pub fn new(ui: &Ui, text: &str, issuers: &str, now: i64) -> Self {
        i18n::more(credentials::TABLE);
        let mut checked = Checked { against: Vec::new(), keys: false, credential: None, record: None };
        let keys = if issuers.is_empty() { Ok(Issuers::default()) } else { Issuers::parse(issuers) };
        let keys = keys.unwrap_or_else(|error| {
            checked.keys = true;
            ui.store.host().emit(HostEvent::Error { code: error.code.code() });
            Issuers::default()
        });
        match credential::read(text, &keys, &credential::Check { now, challenge: None }) {
            Err(error) => checked.against.push((error.code.code(), error.place)),
            Ok(credential) => {
                checked.against.extend(credential.doubts.iter().map(|(doubt, at)| (doubt.code(), (*at).to_owned())));
                match credential.to_record(text) {
                    Some(Ok(record)) => checked.record = Some(record),
                    Some(Err(_)) => checked.against.push(("papers.nothing", String::new())),
                    None => {}
                }
                checked.credential = Some(credential);
            }
        }
        checked
    }

    fn worth(&self, ui: &Ui) -> El {
        let good = self.record.is_some();
        let (class, picture) = if good { ("job good", icon::CHECKED) } else { ("job bad", icon::ERROR) };
        let said = match &self.credential {
            None => ui.t("papers.credential.refused").to_owned(),
            Some(credential) => ui.sentence(&["trust.", credential.trust().code()].concat()),
        };
        let mut all = el("div", "").add(leaf("p", "who", &said));
        if self.keys {
            all = all.add(leaf("p", "", ui.t("papers.credential.keys")));
        }
        for (code, place) in &self.against {
            let place = if place.is_empty() { String::new() } else { [" (", place, ")"].concat() };
            all = all.add(leaf("p", "", ui.t(code)).s("data-code", code).add(leaf("span", "quiet", &place)));
        }
        el("div", class).put(icon::icon(picture)).add(all)
    }

    fn facts(&self, ui: &Ui, credential: &Credential) -> El {
        let row = |key: &str, value: &str| el("div", "").add(leaf("dt", "", ui.t(key))).add(leaf("dd", "", value));
        let day = |day: Option<crate::text::date::PartialDate>| day.map(|d| d.to_vietnamese());
        let mut facts = el("dl", "claims").add(row("papers.credential.kind", &credential.kind));
        if let Some(issuer) = &credential.issuer {
            facts = facts.add(row("papers.credential.issuer", issuer));
        }
        for (key, on) in
            [("papers.credential.issued", credential.issued_on), ("papers.credential.expires", credential.expires_on)]
        {
            if let Some(on) = day(on) {
                facts = facts.add(row(key, &on));
            }
        }
        facts = facts.add(row("papers.credential.holder", ui.t(&["holder.", credential.holder.code()].concat())));
        if credential.revocable {
            facts = facts.add(row("papers.credential.withdrawn", ui.t("papers.credential.withdrawn-not-checked")));
        }
        // In the order of the vocabulary; parts of a name say nothing new beside the whole
        let whole = credential.stated.iter().any(|s| s.sure && &*s.attribute == "person.name");
        for attribute in vocabulary::ATTRIBUTES.iter().filter(|a| !whole || !a.name.starts_with(vocabulary::NAME_PARTS))
        {
            let Some(stated) = credential.stated.iter().find(|s| *s.attribute == *attribute.name) else { continue };
            let value = show::stated(ui, &stated.attribute, &stated.value);
            facts =
                facts.add(row(&["papers.is.", &*stated.attribute].concat(), &value).s("data-what", &stated.attribute));
        }
        facts
    }
}

impl Way for Checked {
    fn update(&mut self, cx: &Cx<'_>, msg: &dyn Any) -> Then {
        match (msg.downcast_ref::<Msg>(), self.record.take()) {
            (Some(Msg::Take), Some(record)) => Then::Done(Some(super::add(cx.ui, record))),
            (Some(_), _) => Then::Done(None),
            (None, record) => {
                self.record = record;
                Then::Nothing
            }
        }
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let ui = cx.ui;
        let take = self.record.is_some().then(|| {
            button(
                cx.link,
                "btn primary",
                "take-credential",
                icon::CHECK,
                ui.t("papers.credential.take"),
                late(Msg::Take),
            )
        });
        let withheld: usize = self.credential.iter().flat_map(|c| &c.withheld).map(|w| w.count).sum();
        let withheld = (withheld > 0).then(|| {
            line("quiet", icon::SHIELD, &ui.tp("papers.credential.withheld", &[("n", &withheld.to_string())]))
        });
        let close = button(cx.link, "btn ghost", "way-close", icon::CLOSE, ui.t("papers.close"), late(Msg::Close));
        el("div", "")
            .add(self.worth(ui))
            .maybe(self.credential.as_ref().map(|credential| self.facts(ui, credential)))
            .maybe(withheld)
            .add(el("div", "row-buttons").maybe(take).add(close))
            .done()
    }
}
