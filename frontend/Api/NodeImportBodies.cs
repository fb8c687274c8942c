using System.ComponentModel;
using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Frontend.Api;

// What PUT /api/v1/admin/imports/nodejs/customers/{id} takes and gives.

internal sealed record NodeCustomerBody(
    [property: Description("Where the customer is reached, and what its person signs in with.")] string Email,
    [property: Description("What the customer is called, 1 to 100 characters.")] string Name,
    [property: Description("free, starter, pro or enterprise.")] string Plan,
    [property: Description("bcrypt, as the other product made it; it is replaced when its password is first used. Left out, the person signs in by a mailed link.")] string? PasswordHash = null,
    [property: Description("False where nobody can say that the address is the person's; such an account begins anew for whoever reads the mail.")] bool EmailVerified = true,
    IReadOnlyList<NodeConnectionBody>? Connections = null,
    [property: Description("Calls by day and tool, each once.")] IReadOnlyList<NodeUsageBody>? Usage = null)
{
    // A record prints all it holds; these hold credentials.
    public override string ToString() => "***";
}

internal sealed record NodeConnectionBody(
    string Platform,
    [property: Description("The customer's own name for the account.")] string Account = "default",
    [property: Description("The platform's settings object, of one that is connected by settings.")] JsonElement? Settings = null,
    [property: Description("Of one that is connected by signing in there.")] NodeTokensBody? Tokens = null)
{
    public override string ToString() => $"{Platform}/{Account}";
}

internal sealed record NodeTokensBody(
    string AccessToken,
    [property: Description("Without it the connection cannot be kept up, and is not made.")] string? RefreshToken = null,
    [property: Description("The platform's own id of the account.")] string? AccountId = null,
    [property: Description("What a person recognises the account by.")] string? AccountName = null,
    [property: Description("When the access token ends; left out, it is renewed before it is used.")] DateTimeOffset? ExpiresAt = null,
    [property: Description("What was granted, where it is known.")] IReadOnlyList<string>? Scopes = null)
{
    public override string ToString() => "***";
}

internal sealed record NodeUsageBody(
    [property: Description("YYYY-MM-DD, UTC.")] string Day,
    [property: Description("As the other product called it.")] string Tool,
    long Calls,
    [property: Description("How many of them failed.")] long Failed = 0);

internal sealed record NodeImportedBody(
    [property: Description("imported; already, where an earlier import brought it in; would_import, of a dry run.")] string Status,
    [property: Description("The customer's id here; absent in a dry run.")] string? Customer,
    [property: Description("Why the password cannot be used here any more, so that its person signs in by a mailed link; absent where it can.")] string? PasswordProblem,
    IReadOnlyList<NodeConnectedBody> Connections,
    [property: Description("How many calls were brought in as history.")] long Calls);

internal sealed record NodeConnectedBody(string Platform, string Account, [property: Description("Why the account has to be connected again; absent where it came over.")] string? Problem);

/// <summary>The body as it was checked.</summary>
internal sealed record NodeCustomer(NewCustomer Customer, string? PasswordProblem, NodeCustomerBody Body, IReadOnlyList<Imports.UsageMonth> Usage)
{
    private const int MostRows = 2_500;
    private const int MostConnections = 200;

    /// <returns>Or the member that is wrong, and what is.</returns>
    internal static (NodeCustomer? Customer, string Member, string Wrong) Of(NodeCustomerBody body)
    {
        if (EmailAddress.Normal(body.Email) is not { } email)
        {
            return (null, "email", "`email` must be an e-mail address, for example anna@example.org.");
        }

        if (body.Name.Trim().Length is 0 or > 100 || body.Name.Any(char.IsControl))
        {
            return (null, "name", "`name` must have 1 to 100 characters and no control characters.");
        }

        if (Admin.PlanOf(body.Plan) is not (true, { } plan) || plan == Plan.Sandbox)
        {
            return (null, "plan", "`plan` must be one of free, starter, pro, enterprise.");
        }

        if (body.Connections is { Count: > MostConnections } || body.Connections?.Contains(null!) == true)
        {
            return (null, "connections", $"`connections` must be a list of at most {MostConnections} connections.");
        }

        return Months(body.Usage ?? []) is not { } months
            ? (null, "usage", $"`usage` must have each day (YYYY-MM-DD) and tool (1 to 64 of a-z, A-Z, 0-9, _, . and -) once, at most {MostRows} in a month, and 0 to `calls` of them may have failed.")
            : (new(new() { Email = email, Name = body.Name.Trim(), Plan = plan }, body.PasswordHash is { } hash ? Bcrypt.Broken(hash) : "there is none", body, months), "", "");
    }

    private static List<Imports.UsageMonth>? Months(IReadOnlyList<NodeUsageBody> rows)
    {
        var read = new List<Imports.ImportedUsage>();
        foreach (var row in rows)
        {
            if (row is null || !DateOnly.TryParseExact(row.Day, "yyyy-MM-dd", out var day) || !IsTool(row.Tool) || row.Calls < 1 || row.Failed < 0 || row.Failed > row.Calls)
            {
                return null;
            }

            read.Add(new() { Day = day, Tool = Imports.ImportedUsage.Prefix + row.Tool, Calls = row.Calls, Failed = row.Failed });
        }

        var months = read.GroupBy(row => row.Day.ToString("yyyy-MM")).OrderBy(month => month.Key, StringComparer.Ordinal)
            .Select(month => new Imports.UsageMonth { Month = month.Key, Days = [.. month.OrderBy(row => row.Day).ThenBy(row => row.Tool, StringComparer.Ordinal)] }).ToList();
        return read.DistinctBy(row => (row.Day, row.Tool)).Count() != read.Count || months.Exists(month => month.Days.Count > MostRows) ? null : months;
    }

    private static bool IsTool(string tool) => tool.Length is > 0 and <= 64 && tool.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');
}
