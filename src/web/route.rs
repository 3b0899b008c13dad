//! Where a page lies: routes, their paths, and relative addresses between them.
//!
//! Every address inside the site is relative, so that it works under any sub-path. Nothing here asks the browser.

use std::rc::Rc;

use bad_gateway::text::Lang;

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// What it is.
    Home,
    /// The lab.
    Lab,
    /// An article, by its slug.
    Article(Rc<str>),
}

/// A page in a language: what a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which page.
    pub route: Route,
    /// In which language.
    pub lang: Lang,
}

/// How addresses are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// Prerendered pages, one file each, taken over by hydration.
    #[default]
    Site,
    /// All in one file: the route stands in the fragment, before the lab's state.
    Single,
    /// Served while editing: paths as in the site, nothing prerendered.
    Dev,
}

impl Edition {
    /// The edition that `<html data-edition="…">` names.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "site" => Some(Self::Site),
            "single" => Some(Self::Single),
            "dev" => Some(Self::Dev),
            _ => None,
        }
    }
}

impl Place {
    /// A page in a language.
    pub const fn new(route: Route, lang: Lang) -> Self {
        Self { route, lang }
    }

    /// The path from the root of the site: empty, or ending in a slash. English lies at the root, others in a folder.
    pub fn path(&self) -> String {
        let folder = match self.lang {
            Lang::En => "",
            Lang::Ko => "ko/",
        };
        match &self.route {
            Route::Home => folder.to_owned(),
            Route::Lab => format!("{folder}lab/"),
            Route::Article(slug) => format!("{folder}learn/{slug}/"),
        }
    }

    /// The place at a path from the root of the site. A slash at either end and `index.html` make no difference.
    pub fn parse(path: &str) -> Option<Self> {
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
        let lang = match parts.next_if(|part| *part == Lang::Ko.tag()) {
            Some(_) => Lang::Ko,
            None => Lang::En,
        };
        let route = match (parts.next(), parts.next(), parts.next()) {
            (None, _, _) => Route::Home,
            (Some("lab"), None, _) => Route::Lab,
            (Some("learn"), Some(slug), None) if is_slug(slug) => Route::Article(slug.into()),
            _ => return None,
        };
        Some(Self { route, lang })
    }

    /// The same page in another language.
    pub fn in_lang(&self, lang: Lang) -> Self {
        Self { route: self.route.clone(), lang }
    }

    /// The relative address of `to`, seen from here, with `state` (may be empty) as the lab's state in the fragment.
    pub fn href(&self, to: &Self, edition: Edition, state: &str) -> String {
        match edition {
            Edition::Single => to.fragment(state),
            Edition::Site | Edition::Dev => {
                let up = "../".repeat(self.path().matches('/').count());
                let path = match up + &to.path() {
                    path if path.is_empty() => "./".to_owned(),
                    path => path,
                };
                if state.is_empty() { path } else { format!("{path}#{state}") }
            }
        }
    }

    /// The fragment, with `#`, that names this place and the lab's state in the single file.
    pub fn fragment(&self, state: &str) -> String {
        let mark = if state.is_empty() { "" } else { "?" };
        format!("#/{}{mark}{state}", self.path())
    }

    /// Reads a fragment of the single file, with or without `#`: the place and the lab's state.
    /// A fragment that names no place is taken as the state of the lab at home.
    pub fn parse_fragment(fragment: &str) -> (Option<Self>, &str) {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let Some(rest) = fragment.strip_prefix('/') else { return (None, fragment) };
        let (path, state) = rest.split_once('?').unwrap_or((rest, ""));
        (Self::parse(path), state)
    }
}

/// Small letters, digits and hyphens.
fn is_slug(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Vec<Place> {
        let routes = [Route::Home, Route::Lab, Route::Article("what-is-502-3".into())];
        let in_lang = |lang| routes.iter().map(move |route| Place::new(route.clone(), lang));
        Lang::ALL.into_iter().flat_map(in_lang).collect()
    }

    #[test]
    fn paths_round_trip() {
        for place in places() {
            assert_eq!(Place::parse(&place.path()), Some(place.clone()));
            assert_eq!(Place::parse(&format!("/{}index.html", place.path())), Some(place.clone()));
            assert_eq!(Place::parse_fragment(&place.fragment("v=1&seed=7")), (Some(place.clone()), "v=1&seed=7"));
            assert_eq!(Place::parse_fragment(&place.fragment("")), (Some(place), ""));
        }
    }

    #[test]
    fn what_is_no_page_is_none() {
        for path in ["learn/", "lab/x/", "learn/a/b/", "learn/A/", "fr/", "ko/ko/"] {
            assert_eq!(Place::parse(path), None, "{path}");
        }
    }

    #[test]
    fn addresses_are_relative() {
        let home = Place::new(Route::Home, Lang::En);
        let lab = Place::new(Route::Lab, Lang::En);
        let ko = Place::new(Route::Article("x".into()), Lang::Ko);
        assert_eq!(home.href(&home, Edition::Site, ""), "./");
        assert_eq!(home.href(&lab, Edition::Site, "v=1"), "lab/#v=1");
        assert_eq!(lab.href(&home, Edition::Site, ""), "../");
        assert_eq!(ko.href(&lab, Edition::Dev, ""), "../../../lab/");
        assert_eq!(lab.href(&ko, Edition::Single, ""), "#/ko/learn/x/");
        assert_eq!(lab.href(&lab, Edition::Single, "v=1"), "#/lab/?v=1");
    }
}
