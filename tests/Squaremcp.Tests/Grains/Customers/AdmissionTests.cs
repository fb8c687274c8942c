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
        Assert.Equal(counts, Ran.Of(Admitted("stub_write"), ToolOutcome.Failed(kind, "why")).Reached);

    [Fact]
    public void What_was_not_sent_does_not_count()
    {
        Assert.True(Ran.Of(Admitted("stub_write"), ToolOutcome.Success("{}")).Reached);
        Assert.False(Ran.Nowhere(Admission.NotSent).Reached);
        Assert.False(Ran.Of(Admitted("square_list_connections", "{}"), ToolOutcome.Success("{}")).Reached);
    }

    [Fact]
    public void The_controls_of_a_write_are_not_its_arguments()
    {
        var write = Admitted("stub_write", """{"text":"a","dry_run":true,"idempotency_key":"k","repeat":true}""");

        Assert.Equal("""{"text":"a"}""", write.Arguments);
        Assert.Equal(new(true, "k", true), write.Write);
        Assert.Null(Admitted("stub_read").Write);
        Assert.Equal("dry_run", Admitted("stub_read", """{"text":"a","dry_run":true}""").Refusal!.Argument);
    }

    [Theory]
    [InlineData("""{"text":"a","idempotency_key":"k"}""", "k", null)]
    [InlineData("""{"text":"a"}""", "k", null)]
    [InlineData("""{"text":"a","idempotency_key":"k"}""", "other", "given twice, and differently")]
    [InlineData("""{"text":"a"}""", "", "1 to 255 characters")]
    [InlineData("""{"text":"a","idempotency_key":""}""", null, "must not be empty")]
    public void A_key_may_come_beside_the_arguments(string arguments, string? beside, string? refusal)
    {
        var admission = Admission.Of(With(Entry()), Call("stub_write", arguments) with { IdempotencyKey = beside }, Platforms, DateTimeOffset.UnixEpoch);

        Assert.Equal(refusal is null ? "k" : null, admission.Write?.IdempotencyKey);
        Assert.Contains(refusal ?? "", admission.Refusal?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_is_being_made_or_unmade_is_not_there() =>
        Assert.Equal(FailureKind.NeedsConnection, Admission.Of(With(Entry().Hidden()), Call("stub_read"), Platforms, DateTimeOffset.UnixEpoch).Refusal!.Kind);

    [Theory]
    [InlineData("att_2", """{"box":"new"}""", "att_2", "new")]
    [InlineData("att_2", """{"box":"new"}""", "att_1", "old")]
    [InlineData("att_2", """{"box":"new"}""", null, "old")]
    [InlineData(null, """{"box":"new"}""", null, "new")]
    [InlineData(null, """{"box":"old"}""", null, "old")]
    [InlineData("att_2", null, null, "old")]
    public void A_change_that_was_cut_off_ends_by_what_was_saved(string? attempt, string? settings, string? saved, string label)
    {
        var changing = Entry() with { Change = new() { Connection = Entry().Connection with { Label = "new" }, Settings = """{"box":"new"}""", Attempt = attempt } };
        var settled = changing.Settled(settings is null ? null : new() { ConnectionId = "con_1", Settings = settings, Attempt = saved });

        Assert.Equal(label, settled.Connection.Label);
        Assert.Null(settled.Change);
    }

    private static Admission Admitted(string tool, string arguments = """{"text":"a"}""") => Admission.Of(With(Entry()), Call(tool, arguments), Platforms, DateTimeOffset.UnixEpoch);

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
