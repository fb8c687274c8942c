using Squaremcp.Customers;
using Squaremcp.Grains.Customers;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Tests.Grains.Customers;

public sealed class AdmissionTests
{
    private static readonly Connectors Platforms = new([new StubPlatform()]);

    [Theory]
    [InlineData(FailureKind.NeedsConnection, false)]
    [InlineData(FailureKind.NotFound, true)]
    [InlineData(FailureKind.OutcomeUnknown, true)]
    [InlineData(FailureKind.PlatformUnavailable, true)]
    public void What_a_platform_answered_counts_as_usage(FailureKind kind, bool counts) =>
        Assert.Equal(counts, Admitted("stub_write").ReachedPlatform(ToolOutcome.Failed(kind, "why")));

    [Fact]
    public void What_was_not_sent_does_not_count()
    {
        Assert.True(Admitted("stub_write").ReachedPlatform(ToolOutcome.Success("{}")));
        Assert.False(Admitted("stub_write").ReachedPlatform(Admission.NotSent));
        Assert.False(Admitted("stub_write", "{}").ReachedPlatform(ToolOutcome.Success("{}")));
        Assert.False(Admitted("square_list_connections", "{}").ReachedPlatform(ToolOutcome.Success("{}")));
    }

    [Fact]
    public void An_account_that_is_being_made_or_unmade_is_not_there() =>
        Assert.Equal(FailureKind.NeedsConnection, Admission.Of(With(Entry().Hidden()), Call("stub_read"), Platforms).Refusal!.Kind);

    [Theory]
    [InlineData("""{"box":"new"}""", "new")]
    [InlineData("""{"box":"old"}""", "old")]
    [InlineData(null, "old")]
    public void A_change_that_was_cut_off_ends_by_what_was_saved(string? saved, string label)
    {
        var changing = Entry() with { Change = new() { Connection = Entry().Connection with { Label = "new" }, Settings = """{"box":"new"}""" } };

        Assert.Equal(label, changing.Settled(saved).Connection.Label);
        Assert.Null(changing.Settled(saved).Change);
    }

    private static Admission Admitted(string tool, string arguments = """{"text":"a"}""") => Admission.Of(With(Entry()), Call(tool, arguments), Platforms);

    private static ToolCall Call(string tool, string arguments = """{"text":"a"}""") => new() { Tool = tool, Arguments = arguments, Caller = TestGateway.Operator, CallId = "call_1" };

    private static CustomerState With(ConnectionEntry entry) => new CustomerState
    {
        Profile = new() { Id = TestGateway.Anna, Email = "anna@example.org", Name = "Anna", Plan = Plan.Free, CreatedAt = DateTimeOffset.UnixEpoch },
    }.With(entry);

    private static ConnectionEntry Entry() => new()
    {
        Connection = new() { Id = "con_1", Platform = "stub", Account = "default", Status = Squaremcp.Connections.ConnectionStatus.Connected, Label = "old", ConnectedAt = DateTimeOffset.UnixEpoch },
    };
}
