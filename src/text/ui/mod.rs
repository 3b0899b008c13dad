//! The words of the interface itself: headings, buttons, labels, notes.
//!
//! What lower layers name (faults, hostings, stories, causes) is said beside this, in the other files of `text`.

mod home;
pub mod lab;

pub use home::HomeWord;
pub use lab::LabWord;

use super::Lang;

/// Defines words, each with its text in every language side by side: one without a language does not compile.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($word:ident: $en:literal / $ko:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $en] $word,)*
        }

        impl $name {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$word,)*];

            /// In this language, without a copy.
            pub const fn text(self, lang: $crate::text::Lang) -> &'static str {
                match lang {
                    $crate::text::Lang::En => match self { $(Self::$word => $en,)* },
                    $crate::text::Lang::Ko => match self { $(Self::$word => $ko,)* },
                }
            }
        }

        impl $crate::text::Say for $name {
            fn en(&self) -> String {
                self.text($crate::text::Lang::En).to_owned()
            }

            fn ko(&self) -> String {
                self.text($crate::text::Lang::Ko).to_owned()
            }
        }
    };
}
use words;

words! {
    /// What stands around every page.
    Word {
        SkipToContent: "Skip to the content" / "본문으로 건너뛰기",
        MainNavigation: "Main" / "주 메뉴",
        Menu: "Menu" / "메뉴",
        Lab: "Lab" / "실험실",
        Learn: "Learn" / "읽기",
        Language: "language" / "언어",
        ThemeSystem: "Theme: follows the system" / "테마: 시스템 설정",
        ThemeLight: "Theme: light" / "테마: 밝게",
        ThemeDark: "Theme: dark" / "테마: 어둡게",
        ThemeProjector: "Theme: projector" / "테마: 프로젝터",
        NoTracking: "No tracking. Nothing leaves this page." / "추적하지 않습니다. 이 페이지 밖으로 나가는 것은 없습니다.",
        OfflineCopy: "The same in one file: " / "한 파일로 된 사본: ",
        Play: "Play" / "재생",
        Pause: "Pause" / "일시 중지",
        StepOn: "One event on" / "다음 이벤트",
        OpenInLab: "Open in the lab" / "실험실에서 열기",
        Close: "Close" / "닫기",
        NoSuchPage: "There is no page at this address" / "이 주소에는 페이지가 없습니다",
        GoHome: "Go to the first page" / "홈으로 이동",
        OnThisPage: "On this page" / "이 페이지의 내용",
        MarginNotes: "Margin notes" / "여백 주석",
        OnlyInEnglish: "This article is not yet available in your language; here it is in English."
            / "이 글은 아직 한국어로 준비되지 않아 영어로 보여 드립니다.",
    }
}

/// The reading time of an article.
pub fn minutes(minutes: u32, lang: Lang) -> String {
    match lang {
        Lang::En if minutes == 1 => "1 minute".to_owned(),
        Lang::En => format!("{minutes} minutes"),
        Lang::Ko => format!("{minutes}분"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Say;

    #[test]
    fn no_word_is_empty_and_english_stays_out_of_korean() {
        let words = Word::ALL.iter().map(|word| (word.en(), word.ko()));
        let home = HomeWord::ALL.iter().map(|word| (word.en(), word.ko()));
        let lab = LabWord::ALL.iter().map(|word| (word.en(), word.ko()));
        for (en, ko) in words.chain(home).chain(lab) {
            assert!(!en.is_empty() && !ko.is_empty());
            assert!(en != ko, "{en} is not translated");
            assert!(!en.contains('!') && !ko.contains('!'), "{en}");
        }
    }
}
