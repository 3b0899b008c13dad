//! The words of the first page.

use super::words;

words! {
    /// The first page.
    HomeWord {
        Title: "Bad Gateway: a laboratory for HTTP 502.3" / "Bad Gateway: HTTP 502.3 실험실",
        Description: "Break the application behind a gateway, watch the 502.3 arise, and ask any failed request why. \
            A simulation of IIS, ARR, the ASP.NET Core Module and what stands behind them, in the page."
            / "게이트웨이 뒤의 애플리케이션에 장애를 일으키고 502.3이 생기는 과정을 지켜본 뒤, 실패한 요청마다 그 이유를 봅니다. \
            IIS, ARR, ASP.NET Core 모듈과 그 뒤의 모든 것을 페이지 안에서 시뮬레이션합니다.",
        HeadlineOne: "A 502.3 is server A " / "502.3은 서버 A가 ",
        HeadlineTwo: "talking about server B." / "서버 B를 두고 하는 말입니다.",
        Lead: "Break the application behind the gateway, watch the 502.3 arise, and ask any failed request why. It all runs \
            in this page."
            / "게이트웨이 뒤의 애플리케이션에 장애를 일으키고, 502.3이 생기는 과정을 지켜보고, 실패한 요청마다 그 이유를 보십시오. \
            모두 이 페이지 안에서 실행됩니다.",
        NewToIt: "New to it?" / "처음이라면",
        ReadWhatIs: "Read: what is a 502.3?" / "읽기: 502.3이란 무엇인가",
        NewNote: "One article, with this run in it. Or play on: the picture below is the simulation, stopped at the first \
            502.3."
            / "이 실행이 담긴 글 한 편입니다. 아래 그림에서 이어서 재생해도 됩니다. 첫 502.3에서 일시 중지한 시뮬레이션입니다.",
        PlayOn: "Play on" / "이어서 재생",
        OpenLab: "Open the lab" / "실험실 열기",
        Understand: "I want to understand it" / "이해하고 싶습니다",
        UnderstandNote: "One article, with the run in it." / "실행이 담긴 글 한 편입니다.",
        UnderstandArticle: "What a 502.3 is, and who says it" / "502.3이란 무엇이며, 누가 하는 말인가",
        UnderstandWhy: "Why did the first request fail?" / "첫 요청이 실패한 이유",
        Break: "I want to break it" / "장애를 일으켜 보고 싶습니다",
        BreakNote: "Eight faults, three switches, any moment of the run."
            / "장애 여덟 가지, 스위치 세 개, 실행의 어느 순간이든 가능합니다.",
        BreakFaults: "Hang, slow, refuse, cut, talk garbage" / "무응답, 지연, 거부, 끊김, HTTP가 아닌 응답",
        BreakHealthy: "Start from the healthy run" / "정상 실행에서 시작하기",
        Teach: "I teach it" / "가르치고 있습니다",
        TeachNote: "Thirty laptops, one projector, no network." / "노트북 서른 대, 프로젝터 한 대, 네트워크 없음.",
        TeachLink: "A link that restores the same run" / "같은 실행을 되살리는 링크",
        TeachFile: "One file for the USB stick" / "USB 메모리에 담을 파일 하나",
        Stories: "The stories, each with a healthy twin" / "시나리오와 그 정상 대조 실행",
        StoriesNote: "What A’s log says first, and when." / "A의 로그에 처음 남는 오류와 그 시각입니다.",
        NoFailure: "no failure" / "실패 없음",
    }
}
