using Squaremcp.Tools;

namespace Squaremcp.Tests.Observability;

public sealed class AnswerPrintTests
{
    [Fact]
    public void An_answer_does_not_print_what_was_answered()
    {
        Assert.DoesNotContain("harbour", ToolOutcome.Success("words of the harbour").ToString(), StringComparison.Ordinal);
        Assert.Contains("Try again", ToolOutcome.Failed(FailureKind.PlatformUnavailable, "Try again later.").ToString(), StringComparison.Ordinal);
    }
}
