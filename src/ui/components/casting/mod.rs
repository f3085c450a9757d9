//! Who is who: which of the people known plays which role.

use super::{
    button, choice, field,
    icon::{self, icon},
    records,
};
use crate::{
    definition::{Path, Role},
    dossier::{CastProposal, KinConflict, PeopleAction, Person},
    ui::{
        context::{Ui, control_id},
        dom::{El, el, hear, leaf, list, nothing},
        part::{Cx, Msg},
        show,
    },
    validate::Finding,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{Html, virtual_dom::ListenerKind};

/// More people than this become a list.
const RADIOS: usize = 4;

/// Draws the page.
pub fn view(cx: &Cx<'_>) -> Html {
    let (definition, people, findings, proposals, alike, conflicts) = {
        let dossier = cx.ui.store.dossier();
        let findings = dossier.casting_findings().to_vec();
        let (people, proposals) = (dossier.people().to_vec(), dossier.cast_proposals());
        (dossier.definition().clone(), people, findings, proposals, dossier.alike(), dossier.kin_conflicts())
    };
    let lead = if people.is_empty() { "ui.casting.nobody" } else { "ui.casting.lead" };
    let roles = definition.roles.iter().map(|role| {
        let path = path_of(role);
        let mine: Vec<&Finding> = findings.iter().filter(|f| f.paths.contains(&path)).collect();
        let offered = proposals.iter().filter(|p| p.role == role.id).map(|p| proposal(cx, &definition.roles, p).done());
        role_view(cx, role, &definition.roles, &people, &mine, offered.collect()).done()
    });
    let alike = alike.iter().map(|(into, from)| one_person(cx, into, from).done()).collect();
    list(vec![
        leaf("p", "lead", cx.ui.t(lead)).done(),
        el("div", "conflicts").all(conflicts.iter().map(|c| conflict(cx.ui, c).done()).collect()).done(),
        el("div", "alike").all(alike).done(),
        el("div", "roles").all(roles.collect()).done(),
    ])
}

/// Two who may be one. Only the citizen knows, so that this asks and does nothing.
fn one_person(cx: &Cx<'_>, into: &Rc<str>, from: &Rc<str>) -> El {
    let ui = cx.ui;
    let name = show::name(ui, into);
    let merge = Msg::Send(PeopleAction::MergePeople { into: into.clone(), from: from.clone() }.into());
    let said = ui.t("ui.casting.one");
    el("div", "offer").add(leaf("p", "", &ui.tp("ui.casting.alike", &[("name", &name)]))).add(
        button(cx.link, "btn small", "merge-people", icon::LINK, said, merge)
            .s("aria-label", &[said, ": ", &*name].concat()),
    )
}

/// Papers that cannot both be right. Which is, the citizen sees on them; nothing is left out because of it.
fn conflict(ui: &Ui, conflict: &KinConflict) -> El {
    let kin = ui.t(&["ui.kin.", conflict.is.entry().code].concat());
    let said = ui.tp("papers.conflict", &[("is", kin), ("of", &*show::name(ui, &conflict.of))]);
    let mut all = el("ul", "");
    for kin in &conflict.kin {
        let (name, paper) = (show::name(ui, &kin.who), show::paper(ui, &kin.record));
        all = all.add(leaf("li", "", &ui.tp("papers.conflict.one", &[("name", &*name), ("kind", &*paper)])));
    }
    let text = el("div", "").add(leaf("p", "", &said)).add(all).add(leaf("p", "quiet", ui.t("papers.conflict.help")));
    el("div", "summary warning").a("role", "group").a("data-code", "kin-conflict").put(icon(icon::WARN)).add(text)
}

/// Somebody for a role, and why. Choosing is the citizen's.
fn proposal(cx: &Cx<'_>, roles: &[Role], proposal: &CastProposal) -> El {
    let ui = cx.ui;
    let cast = PeopleAction::Cast { role: proposal.role.clone(), person: Some(proposal.person.clone()) }.into();
    let said = ui.tp("ui.casting.choose", &[("name", &*show::name(ui, &proposal.person))]);
    let mut offer = el("div", "offer").s("data-person", &proposal.person);
    for reason in &proposal.reasons {
        let role = roles.iter().find(|r| r.id == reason.role).map_or("", |r| r.name.get(&ui.lang));
        let kin = ui.t(&["ui.kin.", reason.is.entry().code].concat());
        let (of, paper) = (show::name(ui, &reason.kin.of), show::paper(ui, &reason.kin.record));
        let why = ui.tp("ui.casting.proposed", &[("is", kin), ("of", &*of), ("role", role), ("kind", &*paper)]);
        let unsure = if reason.kin.by_name { [" ", ui.t("ui.casting.by-name")].concat() } else { String::new() };
        offer = offer.add(leaf("p", "", &[&*why, &*unsure].concat()));
    }
    let refuse = PeopleAction::Refuse { role: proposal.role.clone(), person: proposal.person.clone() };
    let no = ui.t("papers.refuse");
    offer.add(
        el("div", "row-buttons")
            .add(button(cx.link, "btn small", "cast-proposed", icon::PERSON, &said, Msg::Send(cast)))
            .add(
                button(cx.link, "btn ghost small", "cast-refused", icon::CLOSE, no, Msg::Send(refuse.into()))
                    .s("aria-label", &[no, ": ", &*show::name(ui, &proposal.person)].concat()),
            ),
    )
}

/// A role as the findings about the casting name it.
fn path_of(role: &Role) -> Path {
    Path::field(&["role:", &role.id].concat())
}

fn role_view(
    cx: &Cx<'_>,
    role: &Role,
    roles: &[Role],
    people: &[Person],
    findings: &[&Finding],
    offered: Vec<Html>,
) -> El {
    let ui = cx.ui;
    let cast: Vec<Rc<str>> = ui.store.dossier().cast(&role.id).to_vec();
    let (class, key) = if role.required { ("mark req", "ui.required") } else { ("mark", "ui.optional") };
    let control = if role.many && people.is_empty() {
        leaf("p", "quiet", ui.t("ui.casting.many-none"))
    } else if role.many || people.len() <= RADIOS {
        choices(cx, role, people, &cast)
    } else {
        select(cx, role, people, &cast)
    };
    let problems = findings.iter().map(|f| field::problem(ui, f).put(field::fix(ui, cx.link, f)).done()).collect();
    let problems = (!findings.is_empty()).then(|| el("div", "problems").all(problems));
    let same = if !role.many && cast.is_empty() { same_as(cx, role, roles) } else { nothing() };
    el("fieldset", "role")
        .s("data-role", &role.id)
        .add(el("legend", "label").put(icon(icon::PERSON)).text(role.name.get(&ui.lang)).text(" ").add(leaf(
            "span",
            class,
            ui.t(key),
        )))
        .maybe(role.help.as_ref().map(|h| leaf("p", "help", h.get(&ui.lang))))
        .add(control)
        .add(el("div", "").a("role", "status").maybe(problems))
        .all(offered)
        .put(same)
}

fn name_of(ui: &Ui, person: &Person) -> String {
    if person.name.is_empty() { ui.t("ui.person.unnamed").to_owned() } else { person.name.to_string() }
}

/// Radio buttons, or tick boxes for a role that several people can have.
fn choices(cx: &Cx<'_>, role: &Role, people: &[Person], cast: &[Rc<str>]) -> El {
    let ui = cx.ui;
    let group = control_id(&path_of(role));
    let mut all = Vec::new();
    for (i, person) in people.iter().enumerate() {
        let id = if i == 0 { group.clone() } else { [&group, "-", &person.id].concat() };
        let checked = cast.contains(&person.id);
        let label = el("label", "").add(leaf("span", "who", &name_of(ui, person))).add(leaf(
            "span",
            "quiet",
            &records::person_note(ui, &person.id),
        ));
        let (role_id, id_of) = (role.id.clone(), person.id.clone());
        let action = if role.many && checked {
            PeopleAction::Uncast { role: role_id, person: id_of }.into()
        } else {
            PeopleAction::Cast { role: role_id, person: Some(id_of) }.into()
        };
        let (kind, name) = if role.many { ("checkbox", None) } else { ("radio", Some(&*group)) };
        all.push(choice(kind, &id, name, checked, cx.link, Msg::Send(action), label).done());
    }
    if !role.many {
        let id = if people.is_empty() { group.clone() } else { [&group, "-none"].concat() };
        let label = leaf("label", "", ui.t("ui.casting.none"));
        let msg = Msg::Send(PeopleAction::Cast { role: role.id.clone(), person: None }.into());
        all.push(choice("radio", &id, Some(&group), cast.is_empty(), cx.link, msg, label).done());
    }
    el("div", "radios").all(all)
}

fn select(cx: &Cx<'_>, role: &Role, people: &[Person], cast: &[Rc<str>]) -> El {
    let ui = cx.ui;
    let id = role.id.clone();
    let changed = hear(cx.link, move |event| {
        let chosen = event.target()?.unchecked_into::<web_sys::HtmlInputElement>().value();
        let person = (!chosen.is_empty()).then(|| Rc::from(chosen));
        Some(Msg::Send(PeopleAction::Cast { role: id.clone(), person }.into()))
    });
    let mut select = el("select", "input")
        .s("id", &control_id(&path_of(role)))
        .s("aria-label", role.name.get(&ui.lang))
        .on(|| ListenerKind::onchange, changed)
        .add(leaf("option", "", ui.t("ui.casting.none")).a("value", "").a_if(cast.is_empty(), "selected", ""));
    for person in people {
        let text = [&name_of(ui, person), " · ", &records::person_note(ui, &person.id)].concat();
        let here = cast.contains(&person.id);
        select = select.add(leaf("option", "", &text).s("value", &person.id).a_if(here, "selected", ""));
    }
    select
}

/// "The same person as the mother", where no paper says who it is.
fn same_as(cx: &Cx<'_>, role: &Role, roles: &[Role]) -> Html {
    let can = |other: &&Role| {
        other.id != role.id && !other.many && !role.not.contains(&other.id) && !other.not.contains(&role.id)
    };
    let others: Vec<&Role> = roles.iter().filter(can).collect();
    if others.is_empty() || !role.required {
        return nothing();
    }
    let same = el("div", "same").add(leaf("span", "quiet", cx.ui.t("ui.casting.same")));
    let button = |other: &&Role| {
        let action = PeopleAction::SamePerson { role: role.id.clone(), as_role: other.id.clone() }.into();
        let name = other.name.get(&cx.ui.lang);
        button(cx.link, "btn small", "same-person", icon::LINK, name, Msg::Send(action)).done()
    };
    same.all(others.iter().map(button).collect()).done()
}
