//! A list that is searched by typing: the editable combobox with a list box of the ARIA Authoring Practices Guide
//! ("list autocomplete with manual selection"). What is typed and is not in the list is kept, not thrown away.

use crate::{
    text,
    ui::{
        components::icon::{self, icon},
        dom::{El, el, hear, leaf},
        part::{Cx, Msg as PartMsg},
    },
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{Callback, NodeRef, virtual_dom::ListenerKind};

/// No more than these are drawn at once; typing finds the others.
const SHOWN: usize = 60;

/// One line of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opt {
    /// Its code.
    pub value: Rc<str>,
    /// What is searched and shown.
    pub label: Rc<str>,
    /// Shown behind it (the province of a commune).
    pub note: Rc<str>,
    /// Code of what the note names.
    pub group: Rc<str>,
    /// Another name that found it: the older unit of a commune.
    pub via: Rc<str>,
    /// Whether that unit is in several: no law says which.
    pub split: bool,
    /// What was typed beside it: the street of a whole address.
    pub detail: String,
    /// Whether what was typed means this and nothing else.
    pub sure: bool,
}

/// What the person did.
pub enum Picked {
    /// Chose from the list.
    Option(Opt),
    /// Typed something that is not in the list; empty: emptied it.
    Raw(String),
}

/// What happens in it.
#[derive(Clone)]
pub enum Msg {
    /// A letter.
    Typed,
    /// A key that moves: what it is, and whether Alt is held.
    Key(&'static str, bool),
    /// The arrow beside it.
    Toggle,
    /// A line was clicked.
    Pick(usize),
    /// The focus went.
    Left,
}

/// The keys it knows.
const KEYS: &[&str] = &["ArrowDown", "ArrowUp", "Enter", "Escape", "Tab"];

/// Its state.
#[derive(Default)]
pub struct Combobox {
    input: NodeRef,
    list: NodeRef,
    open: bool,
    typed: bool,
    active: Option<usize>,
    options: Vec<Opt>,
    /// What was written into the input last.
    written: Option<String>,
}

/// What it shows beside its own state.
pub struct Look<'a> {
    /// Id of the input.
    pub id: &'a str,
    /// Ids of what describes it.
    pub described: &'a str,
    /// Whether it must be answered.
    pub required: bool,
    /// What to type.
    pub hint: &'a str,
}

impl Combobox {
    /// Something happened; `find` finds the options for what is typed.
    pub fn update(&mut self, msg: Msg, find: &dyn Fn(&str) -> Vec<Opt>) -> Option<Picked> {
        match msg {
            Msg::Typed => {
                self.typed = true;
                self.open = true;
                self.active = None;
                self.search(find);
            }
            Msg::Toggle if self.open => self.open = false,
            Msg::Toggle => {
                self.show(find);
                if let Some(input) = self.element() {
                    let _ = input.focus();
                }
            }
            Msg::Pick(at) => return self.pick(at),
            Msg::Key(key, alt) => return self.key(key, alt, find),
            Msg::Left => {
                self.open = false;
                self.active = None;
                if std::mem::take(&mut self.typed) {
                    self.written = None;
                    let typed = self.element().map(|i| i.value()).unwrap_or_default();
                    let folded = text::fold(&typed);
                    let mut same = self.options.iter().filter(|o| o.sure || text::fold(&o.label) == folded);
                    // Typed in full, and only one is called so: as good as chosen.
                    return Some(match (same.next(), same.next()) {
                        (Some(one), None) => Picked::Option(one.clone()),
                        _ => Picked::Raw(typed.trim().to_owned()),
                    });
                }
            }
        }
        None
    }

    /// The options may have come or changed. Whether they are shown.
    pub fn refresh(&mut self, find: &dyn Fn(&str) -> Vec<Opt>) -> bool {
        if self.open {
            self.search(find);
        }
        self.open
    }

    /// Draws it.
    pub fn view(&self, cx: &Cx<'_>, look: &Look<'_>) -> El {
        let ui = cx.ui;
        let list = [look.id, "-list"].concat();
        let option_id = |i: usize| [look.id, "-o", &i.to_string()].concat();
        let none = self.options.is_empty();
        let send = |msg: Msg| PartMsg::Field(super::Msg::Combo(msg));
        let keys = hear(cx.link, move |event| {
            let event: web_sys::KeyboardEvent = event.unchecked_into();
            let key = KEYS.iter().find(|k| **k == event.key()).filter(|_| !event.is_composing())?;
            // Tab goes on; the others are ours while the list can be open.
            if matches!(*key, "ArrowDown" | "ArrowUp") {
                event.prevent_default();
            }
            Some(send(Msg::Key(key, event.alt_key())))
        });
        let input = el("input", "input")
            .s("id", look.id)
            .node(&self.input)
            .a("type", "text")
            .a("role", "combobox")
            .a("autocomplete", "off")
            .a("spellcheck", "false")
            .a("aria-autocomplete", "list")
            .aria("aria-expanded", self.open && !none)
            .s("aria-controls", &list)
            .o("aria-activedescendant", self.active.map(option_id).as_deref())
            .s("aria-describedby", look.described)
            .a_if(look.required, "aria-required", "true")
            .s("placeholder", look.hint)
            .on(|| ListenerKind::oninput, crate::ui::dom::send(cx.link, send(Msg::Typed)))
            .on(|| ListenerKind::onkeydown, keys)
            .on(|| ListenerKind::onblur, crate::ui::dom::send(cx.link, send(Msg::Left)));
        let arrow = el("button", "combo-open")
            .a("type", "button")
            .a("tabindex", "-1")
            .s("aria-label", ui.t("ui.combo.open"))
            .on(|| ListenerKind::onmousedown, keep_focus())
            .click(cx.link, send(Msg::Toggle))
            .put(icon(icon::DOWN));
        let mut lines = Vec::new();
        if self.open {
            for (i, option) in self.options.iter().take(SHOWN).enumerate() {
                let mut line = el("li", "")
                    .a("role", "option")
                    .s("id", &option_id(i))
                    .key(&option.value)
                    .aria("aria-selected", self.active == Some(i))
                    .on(|| ListenerKind::onmousedown, keep_focus())
                    .click(cx.link, send(Msg::Pick(i)))
                    .add(leaf("span", "", &option.label));
                if !option.note.is_empty() {
                    line = line.add(leaf("span", "note-text", &option.note));
                }
                if !option.via.is_empty() {
                    let key = if option.split { "ui.combo.part" } else { "ui.combo.via" };
                    line = line.add(leaf("span", "note-text", &ui.tp(key, &[("name", &option.via)])));
                }
                lines.push(line.done());
            }
        }
        let said = match (self.open && self.typed, none) {
            (false, _) => String::new(),
            (true, true) => ui.t("ui.combo.none").to_owned(),
            (true, false) => ui.tp("ui.combo.count", &[("n", &self.options.len().to_string())]),
        };
        let said_class = if self.open && self.typed && none { "combo-none" } else { "hidden" };
        el("div", "combo")
            .add(input)
            .add(arrow)
            .add(
                el("ul", if self.open && !none { "combo-list" } else { "combo-list shut" })
                    .a("role", "listbox")
                    .s("id", &list)
                    .s("aria-label", ui.t("ui.combo.list"))
                    .node(&self.list)
                    .all(lines),
            )
            .add(leaf("p", said_class, &said).a("role", "status"))
    }

    /// It has been drawn; `shown` is the text of the present answer.
    pub fn rendered(&mut self, shown: &str, focused: bool) {
        if !self.typed && (self.written.as_deref() != Some(shown) || !focused) {
            self.written = Some(shown.to_owned());
            if let Some(input) = self.element() {
                if input.value() != shown {
                    input.set_value(shown);
                }
                // What is too long for a phone stands there in two lines while nobody types (the style sheet's)
                let _ = input.parent_element().map(|combo| combo.set_attribute("data-text", shown));
            }
        }
        // Keep the active line in view, inside the list only: the page must not jump.
        if let (Some(active), Some(list)) = (self.active, self.list.get())
            && let Some(line) = list.unchecked_ref::<web_sys::Element>().children().item(active as u32)
        {
            let list: web_sys::HtmlElement = list.unchecked_into();
            let line: web_sys::HtmlElement = line.unchecked_into();
            let (top, height) = (line.offset_top(), line.offset_height());
            if top < list.scroll_top() {
                list.set_scroll_top(top);
            } else if top + height > list.scroll_top() + list.client_height() {
                list.set_scroll_top(top + height - list.client_height());
            }
        }
    }

    /// The input, where it is drawn.
    pub fn node(&self) -> Option<web_sys::Node> {
        self.input.get()
    }

    fn element(&self) -> Option<web_sys::HtmlInputElement> {
        self.input.get().map(JsCast::unchecked_into)
    }

    fn search(&mut self, find: &dyn Fn(&str) -> Vec<Opt>) {
        let typed = self.element().filter(|_| self.typed).map(|i| i.value()).unwrap_or_default();
        self.options = find(&typed);
    }

    fn show(&mut self, find: &dyn Fn(&str) -> Vec<Opt>) {
        self.open = true;
        self.search(find);
    }

    fn pick(&mut self, at: usize) -> Option<Picked> {
        let option = self.options.get(at).cloned()?;
        self.open = false;
        self.active = None;
        self.typed = false;
        self.written = None;
        Some(Picked::Option(option))
    }

    fn key(&mut self, key: &str, alt: bool, find: &dyn Fn(&str) -> Vec<Opt>) -> Option<Picked> {
        match key {
            "ArrowDown" | "ArrowUp" => {
                let down = key == "ArrowDown";
                let was_open = self.open;
                if !was_open {
                    self.show(find);
                }
                let count = self.options.len().min(SHOWN);
                self.active = match self.active {
                    _ if count == 0 || (!was_open && alt) => None,
                    None => Some(if down { 0 } else { count - 1 }),
                    Some(a) => Some((a + if down { 1 } else { count - 1 }) % count),
                };
            }
            "Enter" | "Tab" if self.open => match self.active.or_else(|| self.options.iter().position(|o| o.sure)) {
                Some(at) => return self.pick(at),
                None => self.open = false,
            },
            "Escape" => {
                self.open = false;
                self.active = None;
            }
            _ => {}
        }
        None
    }
}

/// Clicking a line must not take the focus out of the input.
fn keep_focus() -> Callback<web_sys::Event> {
    Callback::from(|event: web_sys::Event| event.prevent_default())
}
