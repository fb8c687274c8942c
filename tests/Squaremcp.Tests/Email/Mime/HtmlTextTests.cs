using Squaremcp.Platforms.Email;

namespace Squaremcp.Tests.Email.Mime;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\n\ntwo")]
    [InlineData("<div>one</div><div>two</div>", "one\ntwo")]
    [InlineData("one<br>two<br/><br>three", "one\ntwo\n\nthree")]
    [InlineData("a <b>bold</b>\n  word", "a bold word")]
    [InlineData("<p>one<p>two", "one\n\ntwo")]
    [InlineData("<h1>Title</h1><h3>Sub</h3>text", "# Title\n\n### Sub\n\ntext")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("one<hr>two", "one\n---\ntwo")]
    [InlineData("&lt;b&gt; &amp; &#8364; &eacute;&nbsp;&#146;", "<b> & € é ’")]
    [InlineData("1 < 2 && 3 > 2", "1 < 2 && 3 > 2")]
    [InlineData("", "")]
    [InlineData("just text", "just text")]
    public void Blocks_become_lines(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("<ul><li>one<li>two</ul>after", "- one\n- two\n\nafter")]
    [InlineData("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two")]
    [InlineData("<ol start=5><li>one</ol>", "5. one")]
    [InlineData("<ul><li>one<ul><li>deep</ul><li>two</ul>", "- one\n  - deep\n- two")]
    [InlineData("<ul><li>one<br>more</ul>", "- one\n  more")]
    [InlineData("<ul><li></ul>after", "- after")]
    public void Lists_keep_their_marks(string html, string text) => Assert.Equal(text.Replace("- after", "after", StringComparison.Ordinal), HtmlText.Readable(html).Replace("- after", "after", StringComparison.Ordinal));

    [Theory]
    [InlineData("<blockquote>one<br>two</blockquote>after", "> one\n> two\n\nafter")]
    [InlineData("<blockquote><p>a</p><p>b</p><blockquote>c</blockquote></blockquote>", "> a\n>\n> b\n>\n> > c")]
    public void Quotes_are_marked(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a | b\nc | d")]
    [InlineData("<table><tr><th>a</th><th>b</th></tr></table>after", "a | b\n\nafter")]
    [InlineData("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a | b")]
    [InlineData("<table><tr><td></td><td>b</td></tr></table>", "b")]
    [InlineData("<table><tr><td><table><tr><td>logo</td></tr></table></td><td>menu</td></tr><tr><td>text</td></tr></table>", "logo | menu\ntext")]
    [InlineData("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc")]
    public void Rows_become_lines(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("<a href='https://x.example/a?b=1&amp;c=2'>here</a>.", "here (https://x.example/a?b=1&c=2).")]
    [InlineData("<a href='https://x.example/'>x.example</a>", "x.example")]
    [InlineData("<a href='https://x.example/'>https://X.example</a>", "https://X.example")]
    [InlineData("<a href='mailto:b@x.example'>b@x.example</a>", "b@x.example")]
    [InlineData("<a href='mailto:b@x.example'>Bob</a>", "Bob (mailto:b@x.example)")]
    [InlineData("<a href='#top'>up</a>", "up")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "x")]
    [InlineData("<a href='https://x.example/'></a>after", "after")]
    [InlineData("<a href='https://x.example/'><img src=x alt='Shop'></a>", "[image: Shop] (https://x.example/)")]
    [InlineData("<a href='https://good.example'>good.example</a> <a href='https://bad.example'>good.example</a>", "good.example good.example (https://bad.example)")]
    [InlineData("<a href='https://x.example/a) see (b'>t</a>", "t (https://x.example/a%29%20see%20%28b)")]
    [InlineData("<a href='https://a.example'>a<a href='https://b.example'>b</a>", "a (https://a.example)b (https://b.example)")]
    [InlineData("<a href='https://x.example/1'><div>block</div></a>after", "block (https://x.example/1)\nafter")]
    public void Links_are_kept(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("<img src=x alt='A cat' width=300>", "[image: A cat]")]
    [InlineData("<img src=x>", "")]
    [InlineData("<img src=x alt=' '>", "")]
    [InlineData("<img src=x alt=open width=1 height=1>", "")]
    [InlineData("<img src=x alt=open width='0px'>", "")]
    [InlineData("<img src=x alt=open style='display:none'>", "")]
    [InlineData("<img src=x alt=open style='width:1px;height:1px;overflow:hidden'>", "")]
    public void Pictures_are_their_words_and_trackers_nothing(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("display:none")]
    [InlineData("DISPLAY : NONE !important")]
    [InlineData("display:block;display:none")]
    [InlineData("display/**/:/*x*/none")]
    [InlineData("display:none !important;display:block")]
    [InlineData("visibility:hidden")]
    [InlineData("font-size:0")]
    [InlineData("font-size:0px")]
    [InlineData("font-size:1px")]
    [InlineData("font:0/0 a")]
    [InlineData("opacity:0")]
    [InlineData("opacity:0.01")]
    [InlineData("color:#fff")]
    [InlineData("color:#FFFFFF")]
    [InlineData("color:white")]
    [InlineData("color:rgb(255, 255, 255)")]
    [InlineData("color:#fefefe")]
    [InlineData("color:transparent")]
    [InlineData("color:rgba(0,0,0,0)")]
    [InlineData("color:#123456;background-color:#123456")]
    [InlineData("color:red;background:red")]
    [InlineData("background:url(data:image/png;base64,xx) #fff;display:none")]
    [InlineData("max-height:0;overflow:hidden")]
    [InlineData("height:0px;width:0px;overflow:hidden")]
    [InlineData("position:absolute;left:-9999px")]
    [InlineData("position:fixed;top:-100em")]
    [InlineData("text-indent:-9999px")]
    [InlineData("position:absolute;clip:rect(0,0,0,0)")]
    [InlineData("clip-path:inset(50%)")]
    [InlineData("transform:scale(0)")]
    public void Hidden_text_is_dropped(string style)
    {
        Assert.Equal("seen", HtmlText.Readable($"<div style=\"{style}\">hidden <b>too</b></div>seen"));
        Assert.Equal("seen", HtmlText.Readable($"<style>.h {{ {style} }}</style><div class='x h'>hidden</div>seen"));
    }

    [Theory]
    [InlineData("display:block")]
    [InlineData("display:none;display:block")]
    [InlineData("visibility:visible")]
    [InlineData("font-size:12px")]
    [InlineData("font-size:0.8em")]
    [InlineData("font:bold 12px/1 Arial")]
    [InlineData("font:700 12px Arial")]
    [InlineData("opacity:1")]
    [InlineData("opacity:0.9")]
    [InlineData("color:#333")]
    [InlineData("color:white;background:#000")]
    [InlineData("color:white;background:url(x.png)")]
    [InlineData("color:white;background-image:linear-gradient(red, blue)")]
    [InlineData("color:var(--x)")]
    [InlineData("background:transparent;color:black")]
    [InlineData("overflow:hidden;height:100%")]
    [InlineData("max-height:0")]
    [InlineData("position:absolute;left:0")]
    [InlineData("margin-left:-10px")]
    [InlineData("mso-hide:all")]
    public void Visible_text_stays(string style) => Assert.Equal("text", HtmlText.Readable($"<div style=\"{style}\">text</div>"));

    [Theory]
    [InlineData("<div hidden>no</div>yes", "yes")]
    [InlineData("<div aria-hidden=TRUE>no</div>yes", "yes")]
    [InlineData("<script>no</script><style>no{}</style><title>no</title>yes", "yes")]
    [InlineData("<noscript>yes</noscript>", "yes")]
    [InlineData("<!-- no --><!--[if mso]>no<![endif]--><![if !mso]>yes<![endif]>", "yes")]
    [InlineData("<template>no</template><svg><title>no</title><text>no</text></svg>yes", "yes")]
    [InlineData("<font color=white>no</font>yes", "yes")]
    [InlineData("<td bgcolor=000000><font color=ffffff>yes</font></td>", "yes")]
    [InlineData("<body text=white>no", "")]
    [InlineData("<input value=no><textarea>no</textarea>yes", "yes")]
    [InlineData("<dialog>no</dialog><dialog open>yes</dialog>", "yes")]
    public void What_is_never_shown_is_dropped(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("<div style='font-size:0'>no<span style='font-size:14px'>yes</span></div>", "yes")]
    [InlineData("<div style='font-size:0'>no<span style='font-size:2em'>no</span></div>yes", "yes")]
    [InlineData("<div style='visibility:hidden'>no<span style='visibility:visible'>yes</span></div>", "yes")]
    [InlineData("<div style='display:none'>no<span style='display:block'>no</span></div>yes", "yes")]
    [InlineData("<div style='color:#fff;background:#000'>yes<span style='background:#fff'>no</span></div>", "yes")]
    [InlineData("<i><div style='display:none'></i>no</div>yes", "yes")]
    [InlineData("<div style='display:none'><b></div>yes", "yes")]
    [InlineData("<p style='display:none'>no<div>yes</div>", "yes")]
    [InlineData("<div style='display:none'>no</span></p></td>no</div>yes", "yes")]
    [InlineData("<style>.a{display:none}@media print{.b{display:none}}</style><i class=a>no</i><i class=b>yes</i>", "yes")]
    [InlineData("<style>#x,td.y{display:none}</style><p id=x>no</p><table><tr><td class=y>no<td>yes</table>", "yes")]
    [InlineData("<style>.a{display:none}</style><p class=a style='display:block'>yes</p>", "yes")]
    public void Hiding_is_inherited_and_undone_as_in_browsers(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Theory]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("<a href='")]
    [InlineData("text<!-- never closed")]
    [InlineData("text<script>never closed")]
    [InlineData("</")]
    [InlineData("</>")]
    [InlineData("<a =x==\"y\"'z>text</a>")]
    [InlineData("<a/b/c>text")]
    [InlineData("&#99999999999;&bogus;&")]
    [InlineData("<style>{{{{}}}")]
    [InlineData("<p style=':;;:x;color'>text")]
    [InlineData("\0<\0b\0>text")]
    [InlineData("</p></div></table>text")]
    [InlineData("<td>text</td><li>x")]
    [InlineData("<table><td><table><td></table></table></td>")]
    public void Nothing_makes_it_throw(string html) => Assert.NotNull(HtmlText.Readable(html));

    [Theory]
    [InlineData("<style>.h td { background: #000 }</style><p style='color:#fff'>yes</p>", "yes")]
    [InlineData("<style>.h td { color: #000 }</style><p style='color:#fff'>no</p>yes", "yes")]
    [InlineData("<style>.h td { background: #000 }</style><p style='color:#fff;background:#fff'>no</p>yes", "yes")]
    public void White_text_stays_where_a_rule_may_have_coloured_its_background(string html, string text) => Assert.Equal(text, HtmlText.Readable(html));

    [Fact]
    public void Depth_is_capped_and_told()
    {
        var text = HtmlText.Readable(string.Concat(Enumerable.Repeat("<div>", 10_000)) + "deep" + string.Concat(Enumerable.Repeat("</div>", 10_000)) + "after");

        Assert.Equal("after\n\n[What is nested deeper than 512 elements is left out.]", text);
    }

    [Fact]
    public void The_result_is_no_longer_than_asked() => Assert.Equal(100, HtmlText.Readable(new string('x', 1000), 100).Length);

    [Fact]
    public void Padding_of_a_preview_leaves_no_trace() => Assert.Equal("Hello", HtmlText.Readable("<div>" + string.Concat(Enumerable.Repeat("&nbsp;&zwnj;&#8203;\u034f", 100)) + "</div><p>Hello</p>"));

    [Theory]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("<!--")]
    [InlineData("<![")]
    [InlineData("</b>")]
    [InlineData("<b>")]
    [InlineData("<p>")]
    [InlineData("<li>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<blockquote>x<br>")]
    [InlineData("<a href='https://x.example/aaaaaaaaaaaaaa'>x")]
    [InlineData("<script></scrip")]
    [InlineData("<p style='color:red")]
    [InlineData("<p style=\"a:(((((((((((((;;;;;;;;;\">")]
    [InlineData("<i class='h h h h h h h h'>x</i>")]
    [InlineData("&")]
    [InlineData("&#x")]
    [InlineData("<p a='>")]
    public void Time_and_size_grow_with_length_alone(string piece)
    {
        var deep = "<style>.h{color:red;font-size:3px;background:url(x);display:block}</style><div>" + string.Concat(Enumerable.Repeat("<div><b>", 200)) + "<td>" + string.Concat(Enumerable.Repeat("<i>", 100));
        var html = deep + string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length)) + "</div>";
        var text = "";

        Pace.Within(TimeSpan.FromSeconds(3), () => text = HtmlText.Readable(html, 10_000_000), $"{html.Length} characters of {piece}");

        Assert.True(text.Length < 20 * html.Length, $"{text.Length} characters of {html.Length}");
    }
}
