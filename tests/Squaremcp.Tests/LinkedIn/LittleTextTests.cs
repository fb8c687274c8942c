using Squaremcp.Platforms.LinkedIn;

namespace Squaremcp.Tests.LinkedIn;

public sealed class LittleTextTests
{
    [Theory]
    [InlineData("plain – text 😀", "plain – text 😀")]
    [InlineData(@"\|{}@[]()<>#*_~", @"\\\|\{\}\@\[\]\(\)\<\>\#\*\_\~")]
    [InlineData("f(x) <- a_b", @"f\(x\) \<- a\_b")]
    [InlineData("Mail anna@example.org", @"Mail anna\@example.org")]
    [InlineData("@[Acme](urn:li:organization:1)", @"\@\[Acme\]\(urn:li:organization:1\)")]
    public void What_LinkedIn_would_cut_a_text_at_is_escaped(string text, string little) => Assert.Equal(little, LittleText.Of(text));

    [Theory]
    [InlineData("#harbour today", @"{hashtag|\#|harbour} today")]
    [InlineData("(#Ferry2026!)", @"\({hashtag|\#|Ferry2026}!\)")]
    [InlineData("#Ångström", @"{hashtag|\#|Ångström}")]
    [InlineData("#snake_case", @"{hashtag|\#|snake\_case}")]
    [InlineData("We are #1", @"We are \#1")]
    [InlineData("https://example.org/#top", @"https://example.org/\#top")]
    [InlineData("C# and a#b ##x", @"C\# and a\#b \#\#x")]
    public void Hashtags_stay_hashtags_and_other_signs_do_not_become_one(string text, string little) => Assert.Equal(little, LittleText.Of(text));
}
