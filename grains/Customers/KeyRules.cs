using Squaremcp.Customers;
using Squaremcp.Platforms;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Customers;

/// <summary>What a new key must be like; pure.</summary>
internal static class KeyRules
{
    private const int MostKeys = 100;

    internal static ToolFailure? Broken(CustomerState customer, NewKey key, Connectors connectors)
    {
        if (customer.Profile is null)
        {
            return new() { Kind = FailureKind.NotFound, Message = "There is no such customer." };
        }

        if (key.Name.Trim().Length is 0 or > 100 || key.Name.Any(char.IsControl))
        {
            return Wrong("name", "`name` must have 1 to 100 characters and no control characters, for example \"laptop\".");
        }

        if (key.Rights == Rights.Tools != key.Tools.Count > 0)
        {
            return Wrong("tools", "`tools` must name at least one tool when rights are \"tools\", and be left out otherwise.");
        }

        if (key.Tools.FirstOrDefault(tool => connectors.Tool(tool) is null) is { } unknown)
        {
            return Wrong("tools", $"There is no tool {(unknown.Length > 64 ? unknown[..64] : unknown)}. GET /api/v1/platforms lists all tools.");
        }

        return customer.Keys.Count(entry => entry.Key.RevokedAt is null) >= MostKeys
            ? new() { Kind = FailureKind.Refused, Reason = "too_many_keys", Message = $"There are already {MostKeys} keys. Revoke those that are not needed." }
            : null;
    }

    private static ToolFailure Wrong(string argument, string message) => new() { Kind = FailureKind.InvalidArgument, Argument = argument, Message = message };
}
