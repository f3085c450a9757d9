//! Who is who: which of the people known plays which role.

use super::{
    field,
    icon::{self, icon},
    records,
};
use crate::{
    definition::{Path, Role},
    dossier::{Action, Person},
    ui::context::{Ui, control_id},
    validate::Finding,
};
use std::rc::Rc;
use yew::{AttrValue, Callback, Event, Html, TargetCast, html};

/// More people than this become a list.
const RADIOS: usize = 4;

/// Draws the page.
pub fn view(ui: &Ui) -> Html {
    let (definition, people, findings) = {
        let dossier = ui.store.dossier();
        (dossier.definition().clone(), dossier.people().to_vec(), dossier.casting_findings().to_vec())
    };
    html! {
        <>
            <p class="lead">{ui.t(if people.is_empty() { "ui.casting.nobody" } else { "ui.casting.lead" })}</p>
            <div class="roles">
                {for definition.roles.iter().map(|role| {
                    let path = path_of(role);
                    let mine: Vec<&Finding> = findings.iter().filter(|f| f.paths.contains(&path)).collect();
                    role_view(ui, role, &definition.roles, &people, &mine)
                })}
            </div>
        </>
    }
}

/// A role as the findings about the casting name it.
fn path_of(role: &Role) -> Path {
    Path::field(&["role:", &role.id].concat())
}

fn role_view(ui: &Ui, role: &Role, roles: &[Role], people: &[Person], findings: &[&Finding]) -> Html {
    let cast: Vec<Rc<str>> = ui.store.dossier().cast(&role.id).to_vec();
    let name = ui.text(&role.name);
    let mark = if role.required { ("mark req", "ui.required") } else { ("mark", "ui.optional") };
    let control = if role.many {
        many(ui, role, people, &cast)
    } else if people.len() <= RADIOS {
        radios(ui, role, people, &cast)
    } else {
        select(ui, role, people, &cast)
    };
    html! {
        <fieldset class="role" data-role={role.id.to_string()}>
            <legend class="label">{icon(icon::PERSON)}{name}{" "}<span class={mark.0}>{ui.t(mark.1)}</span></legend>
            if let Some(help) = &role.help { <p class="help">{ui.text(help)}</p> }
            {control}
            <div role="status">
                if !findings.is_empty() {
                    <div class="problems">{for findings.iter().map(|f| field::problem(ui, f, Callback::noop()))}</div>
                }
            </div>
            if !role.many && cast.is_empty() { {same_as(ui, role, roles)} }
        </fieldset>
    }
}

fn person_label(ui: &Ui, person: &Person) -> Html {
    let name: AttrValue =
        if person.name.is_empty() { ui.t("ui.person.unnamed").into() } else { person.name.clone().into() };
    html! { <><span class="who">{name}</span>{" "}<span class="quiet">{records::person_note(ui, &person.records)}</span></> }
}

fn choose(ui: &Ui, role: &Rc<str>, person: Option<Rc<str>>) -> Callback<Event> {
    let (ui, role) = (ui.clone(), role.clone());
    Callback::from(move |_| {
        ui.send(Action::Cast { role: role.clone(), person: person.clone() });
    })
}

fn radios(ui: &Ui, role: &Role, people: &[Person], cast: &[Rc<str>]) -> Html {
    let group = AttrValue::from(control_id(&path_of(role)));
    let one = |id: String, checked: bool, label: Html, onchange: Callback<Event>| {
        html! {
            <div class="radio">
                <input type="radio" id={id.clone()} name={group.clone()} {checked} {onchange} />
                <label for={id}>{label}</label>
            </div>
        }
    };
    html! {
        <div class="radios">
            {for people.iter().enumerate().map(|(i, p)| one(
                if i == 0 { group.to_string() } else { [&group, "-", &p.id].concat() }, cast.contains(&p.id), person_label(ui, p), choose(ui, &role.id, Some(p.id.clone())),
            ))}
            {one(if people.is_empty() { group.to_string() } else { [&group, "-none"].concat() }, cast.is_empty(), html! { {ui.t("ui.casting.none")} }, choose(ui, &role.id, None))}
        </div>
    }
}

fn select(ui: &Ui, role: &Role, people: &[Person], cast: &[Rc<str>]) -> Html {
    let onchange = {
        let (ui, role) = (ui.clone(), role.id.clone());
        Callback::from(move |event: Event| {
            let id = event.target_unchecked_into::<web_sys::HtmlInputElement>().value();
            let person = (!id.is_empty()).then(|| Rc::from(id));
            ui.send(Action::Cast { role: role.clone(), person });
        })
    };
    html! {
        <select id={control_id(&path_of(role))} class="input" aria-label={ui.text(&role.name)} {onchange}>
            <option value="" selected={cast.is_empty()}>{ui.t("ui.casting.none")}</option>
            {for people.iter().map(|p| html! {
                <option value={p.id.to_string()} selected={cast.contains(&p.id)}>
                    {[&p.name, " ", &records::person_note(ui, &p.records)].concat()}
                </option>
            })}
        </select>
    }
}

fn many(ui: &Ui, role: &Role, people: &[Person], cast: &[Rc<str>]) -> Html {
    if people.is_empty() {
        return html! { <p class="quiet">{ui.t("ui.casting.many-none")}</p> };
    }
    html! {
        <div class="radios">
            {for people.iter().enumerate().map(|(i, p)| {
                let mut id = control_id(&path_of(role));
                if i > 0 {
                    id.push_str(&p.id);
                }
                let checked = cast.contains(&p.id);
                let onchange = {
                    let (ui, role, person) = (ui.clone(), role.id.clone(), p.id.clone());
                    Callback::from(move |_: Event| {
                        let (role, person) = (role.clone(), person.clone());
                        ui.send(if checked { Action::Uncast { role, person } } else { Action::Cast { role, person: Some(person) } });
                    })
                };
                html! {
                    <div class="radio">
                        <input type="checkbox" id={id.clone()} {checked} {onchange} />
                        <label for={id}>{person_label(ui, p)}</label>
                    </div>
                }
            })}
        </div>
    }
}

/// "The same person as the mother", where no paper says who it is.
fn same_as(ui: &Ui, role: &Role, roles: &[Role]) -> Html {
    // Only whoever asks, or heads the household, is regularly also somebody else of the same form.
    let others: Vec<&Role> = roles
        .iter()
        .filter(|r| r.id != role.id && !r.many && !role.not.contains(&r.id) && !r.not.contains(&role.id))
        .collect();
    if others.is_empty() || !role.required {
        return Html::default();
    }
    html! {
        <div class="same">
            <span class="quiet">{ui.t("ui.casting.same")}</span>
            {for others.into_iter().map(|other| {
                let onclick = {
                    let (ui, role, as_role) = (ui.clone(), role.id.clone(), other.id.clone());
                    Callback::from(move |_| {
                        ui.send(Action::SamePerson { role: role.clone(), as_role: as_role.clone() });
                    })
                };
                super::button("btn small", "same-person", icon::LINK, ui.text(&other.name), onclick)
            })}
        </div>
    }
}
