//! A list that is searched by typing: the editable combobox with a list box of the ARIA Authoring Practices Guide
//! ("list autocomplete with manual selection"). What is typed and is not in the list is kept, not thrown away.

use super::icon::{self, icon};
use crate::{text, ui::context::Ui};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{
    AttrValue, Callback, Component, Context, FocusEvent, Html, InputEvent, KeyboardEvent, MouseEvent, NodeRef,
    Properties, classes, html,
};

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
}

/// What the person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Picked {
    /// Chose from the list.
    Option(Opt),
    /// Typed something that is not in the list; empty: emptied it.
    Raw(String),
}

/// See [`Combobox`].
#[derive(Clone, PartialEq, Properties)]
pub struct ComboProps {
    /// Store and language.
    pub ui: Ui,
    /// Id of the input.
    pub id: AttrValue,
    /// Ids of what describes it.
    pub described: Option<AttrValue>,
    /// Whether something is wrong with it.
    pub invalid: bool,
    /// Whether it must be answered.
    pub required: bool,
    /// Text of the present answer.
    pub shown: AttrValue,
    /// What to type.
    #[prop_or_default]
    pub hint: AttrValue,
    /// Finds the options for what was typed.
    pub find: Callback<String, Vec<Opt>>,
    /// Hears what the person did.
    pub onpick: Callback<Picked>,
}

/// See the module.
pub struct Combobox {
    input: NodeRef,
    list: NodeRef,
    open: bool,
    typed: bool,
    focused: bool,
    active: Option<usize>,
    options: Vec<Opt>,
    shown: AttrValue,
}

/// What happens in it.
pub enum Msg {
    /// A letter.
    Typed,
    /// A key.
    Key(KeyboardEvent),
    /// The arrow beside it.
    Toggle,
    /// A line was clicked.
    Pick(usize),
    /// The focus came.
    Entered,
    /// The focus went.
    Left,
}

impl Component for Combobox {
    type Message = Msg;
    type Properties = ComboProps;

    fn create(ctx: &Context<Self>) -> Self {
        Combobox {
            input: NodeRef::default(),
            list: NodeRef::default(),
            open: false,
            typed: false,
            focused: false,
            active: None,
            options: Vec::new(),
            shown: ctx.props().shown.clone(),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, _old: &ComboProps) -> bool {
        if self.open {
            // The list may have come in the meantime (the units are loaded on first need).
            self.search(ctx);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Typed => {
                self.typed = true;
                self.open = true;
                self.active = None;
                self.search(ctx);
                true
            }
            Msg::Toggle => {
                if self.open {
                    self.open = false;
                } else {
                    self.show_all(ctx);
                    if let Some(input) = self.element() {
                        let _ = input.focus();
                    }
                }
                true
            }
            Msg::Pick(at) => {
                self.pick(ctx, at);
                true
            }
            Msg::Key(event) => self.key(ctx, &event),
            Msg::Entered => {
                self.focused = true;
                false
            }
            Msg::Left => {
                self.focused = false;
                self.open = false;
                self.active = None;
                if std::mem::take(&mut self.typed) {
                    let typed = self.text();
                    let folded = text::fold(&typed);
                    let mut same = self.options.iter().filter(|o| text::fold(&o.label) == folded);
                    // Typed in full, and only one is called so: as good as chosen.
                    let picked = match (same.next(), same.next()) {
                        (Some(one), None) => Picked::Option(one.clone()),
                        _ => Picked::Raw(typed.trim().to_owned()),
                    };
                    self.tell(ctx, picked);
                }
                true
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let ui = &props.ui;
        let list = AttrValue::from([&props.id, "-list"].concat());
        let option_id = |i: usize| AttrValue::from([&props.id, "-o", &i.to_string()].concat());
        let link = ctx.link();
        let none = self.options.is_empty();
        html! {
            <div class="combo">
                <input id={props.id.clone()} ref={self.input.clone()} class="input" type="text" role="combobox" autocomplete="off"
                    spellcheck="false" aria-autocomplete="list" aria-expanded={(self.open && !none).to_string()} aria-controls={list.clone()}
                    aria-activedescendant={self.active.map(option_id)} aria-describedby={props.described.clone()}
                    aria-invalid={props.invalid.then_some("true")} aria-required={props.required.then_some("true")}
                    placeholder={props.hint.clone()}
                    oninput={link.callback(|_: InputEvent| Msg::Typed)} onkeydown={link.callback(Msg::Key)}
                    onfocus={link.callback(|_: FocusEvent| Msg::Entered)} onblur={link.callback(|_: FocusEvent| Msg::Left)} />
                <button type="button" class="combo-open" tabindex="-1" aria-label={ui.t("ui.combo.open")} onmousedown={keep_focus()}
                    onclick={link.callback(|_: MouseEvent| Msg::Toggle)}>{icon(icon::DOWN)}</button>
                <ul role="listbox" id={list} class={classes!("combo-list", (!self.open || none).then_some("shut"))} ref={self.list.clone()}
                    aria-label={ui.t("ui.combo.list")}>
                    if self.open {
                        {for self.options.iter().take(SHOWN).enumerate().map(|(i, o)| html! {
                            <li role="option" id={option_id(i)} key={&*o.value} aria-selected={(self.active == Some(i)).to_string()}
                                onmousedown={keep_focus()} onclick={link.callback(move |_: MouseEvent| Msg::Pick(i))}>
                                <span>{&*o.label}</span>
                                if !o.note.is_empty() { <span class="note-text">{&*o.note}</span> }
                                if !o.via.is_empty() { <span class="note-text">{ui.tp("ui.combo.via", &[("name", &o.via)])}</span> }
                            </li>
                        })}
                    }
                </ul>
                <p class={if self.open && self.typed && none { "combo-none" } else { "hidden" }} role="status">
                    if self.open && self.typed {
                        {if none { ui.t("ui.combo.none").to_owned() } else { ui.tp("ui.combo.count", &[("n", &self.options.len().to_string())]) }}
                    }
                </p>
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let shown = &ctx.props().shown;
        if (first || *shown != self.shown || !self.focused) && !self.typed {
            self.shown = shown.clone();
            if let Some(input) = self.element()
                && input.value() != **shown
            {
                input.set_value(shown);
            }
        }
        // Keep the active line in view, inside the list only: the page must not jump.
        if let (Some(active), Some(list)) = (self.active, self.list.cast::<web_sys::HtmlElement>())
            && let Some(line) = list.children().item(active as u32)
        {
            let line: web_sys::HtmlElement = line.unchecked_into();
            let (top, height) = (line.offset_top(), line.offset_height());
            if top < list.scroll_top() {
                list.set_scroll_top(top);
            } else if top + height > list.scroll_top() + list.client_height() {
                list.set_scroll_top(top + height - list.client_height());
            }
        }
    }
}

impl Combobox {
    fn element(&self) -> Option<web_sys::HtmlInputElement> {
        self.input.cast()
    }

    fn text(&self) -> String {
        self.element().map(|i| i.value()).unwrap_or_default()
    }

    fn search(&mut self, ctx: &Context<Self>) {
        let typed = if self.typed { self.text() } else { String::new() };
        self.options = ctx.props().find.emit(typed);
    }

    fn show_all(&mut self, ctx: &Context<Self>) {
        self.open = true;
        self.search(ctx);
    }

    fn pick(&mut self, ctx: &Context<Self>, at: usize) {
        let Some(option) = self.options.get(at).cloned() else { return };
        self.open = false;
        self.active = None;
        self.typed = false;
        self.tell(ctx, Picked::Option(option));
    }

    fn tell(&mut self, ctx: &Context<Self>, picked: Picked) {
        // Written again from the answer, even if the answer stays the same.
        self.shown = AttrValue::from("\0");
        ctx.props().onpick.emit(picked);
    }

    fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        if event.is_composing() {
            return false;
        }
        let last = self.options.len().min(SHOWN).saturating_sub(1);
        match &*event.key() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                let down = event.key() == "ArrowDown";
                if self.open {
                    self.active = Some(match self.active {
                        None if down => 0,
                        None => last,
                        Some(a) if down => {
                            if a >= last {
                                0
                            } else {
                                a + 1
                            }
                        }
                        Some(a) => {
                            if a == 0 {
                                last
                            } else {
                                a - 1
                            }
                        }
                    });
                } else {
                    self.show_all(ctx);
                    if !event.alt_key() {
                        self.active = Some(if down { 0 } else { self.options.len().min(SHOWN).saturating_sub(1) });
                    }
                }
                if self.options.is_empty() {
                    self.active = None;
                }
                true
            }
            "Enter" if self.open => {
                event.prevent_default();
                match self.active {
                    Some(at) => self.pick(ctx, at),
                    None => self.open = false,
                }
                true
            }
            "Escape" if self.open => {
                event.stop_propagation();
                self.open = false;
                self.active = None;
                true
            }
            "Tab" => {
                if let (true, Some(at)) = (self.open, self.active) {
                    self.pick(ctx, at);
                    return true;
                }
                false
            }
            _ => false,
        }
    }
}

/// Clicking a line must not take the focus out of the input.
fn keep_focus() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| event.prevent_default())
}
