using System.Text;
using Squaremcp.Grains.Accounts;

namespace Squaremcp.Tests.Grains.Accounts;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory] // RFC 6238, appendix B, the last six of eight digits
    [InlineData(59, "287082"), InlineData(1111111109, "081804"), InlineData(1111111111, "050471"), InlineData(1234567890, "005924"), InlineData(2000000000, "279037"), InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string code)
    {
        Assert.Equal(code, Totp.Code(Secret, DateTimeOffset.FromUnixTimeSeconds(seconds)));
        Assert.Equal(seconds / 30, Totp.Step(Secret, code, DateTimeOffset.FromUnixTimeSeconds(seconds), 0));
    }

    [Theory]
    [InlineData(-60, false), InlineData(-30, true), InlineData(0, true), InlineData(30, true), InlineData(60, false)]
    public void A_clock_may_be_one_step_off(int seconds, bool taken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);

        Assert.Equal(taken, Totp.Step(Secret, Totp.Code(Secret, now.AddSeconds(seconds)), now, 0) is not null);
    }

    [Fact]
    public void A_code_is_none_once_it_or_a_later_one_was_taken()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.Step(Secret, "005924", now, 0)!.Value;

        Assert.Null(Totp.Step(Secret, "005924", now, step));
        Assert.Null(Totp.Step(Secret, Totp.Code(Secret, now.AddSeconds(-30)), now, step));
        Assert.Equal(step + 1, Totp.Step(Secret, Totp.Code(Secret, now.AddSeconds(30)), now, step));
    }

    [Theory]
    [InlineData(""), InlineData("00592"), InlineData("0059240"), InlineData("００５９２４"), InlineData("abcdef")]
    public void What_is_no_code_is_none(string code) => Assert.Null(Totp.Step(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1234567890), 0));
}
