using System.Reflection;
using System.Runtime.CompilerServices;
using Squaremcp.Tests.Architecture;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Observability;

public sealed class AnswerPrintTests
{
    [Fact]
    public void An_answer_does_not_print_what_was_answered()
    {
        Assert.DoesNotContain("harbour", ToolOutcome.Success("words of the harbour").ToString(), StringComparison.Ordinal);
        var failed = ToolOutcome.Failed(FailureKind.NotFound, "There is no note harbour.md.").ToString();
        Assert.DoesNotContain("harbour", failed, StringComparison.Ordinal);
        Assert.Contains("NotFound", failed, StringComparison.Ordinal);
    }

    /// <summary>Orleans prints a call with its arguments, each by its ToString, where it came too late or could not be delivered.</summary>
    [Fact]
    public void What_was_said_and_what_is_guessed_at_is_not_printed_by_the_record_that_carries_it() =>
        Offences.None(
            from type in typeof(ToolCall).Assembly.GetTypes()
            where type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
            where type.GetProperties().Any(property => property.Name is "Arguments" or "Content" or "PasswordHash" or "Rehashed")
            where type.GetMethod(nameof(ToString), BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly, [])?.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) != false
            select $"{type.FullName} prints all it carries; give it a ToString of its own");
}
