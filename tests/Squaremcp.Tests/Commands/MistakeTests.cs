using Squaremcp.Tests.Clients;

namespace Squaremcp.Tests.Commands;

/// <summary>Commands that cannot be understood, or not be done.</summary>
public sealed class MistakeTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Theory]
    [InlineData(0, "key revoke --customer", "--help")]
    [InlineData(0, "key revoke --customer", "customer", "create", "--help")]
    [InlineData(2, "There is no command", "frobnicate")]
    [InlineData(2, "There is no option --colour", "customer", "list", "--colour", "red")]
    [InlineData(2, "needs --email", "customer", "create")]
    [InlineData(2, "needs a value", "customer", "create", "--email")]
    [InlineData(1, "e-mail address", "customer", "create", "--email", "x", "--name", "X")]
    [InlineData(1, "no customer", "key", "list", "--customer", "cus_x")]
    public async Task A_command_says_what_is_wrong_and_exits_so(int exitCode, string says, params string[] arguments) =>
        Assert.Contains(says, await gateway.Folders.RunAsync(exitCode, arguments), StringComparison.Ordinal);
}
