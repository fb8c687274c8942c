namespace Squaremcp.Customers;

/// <summary>
/// What each role may do: the one place that says so. The grains, the REST routes, the pages and docs/roles.md take it from here. It is for persons, whether they come with a browser or through an
/// app they let in; keys have rights of their own.
/// </summary>
public static class RoleTable
{
    public static IReadOnlyList<Row> Rows { get; } =
    [
        new(Deed.See, Role.Viewer, "See the customer, its connections, limits, policy, members and the writes it made"),
        new(Deed.Read, Role.Viewer, "Use tools that only read, and read files"),
        new(Deed.Change, Role.Member, "Use tools that write, send and publish; put and delete files; settle writes whose outcome is unknown"),
        new(Deed.Connect, Role.Admin, "Connect and disconnect accounts, and limit what a connection may use"),
        new(Deed.Manage, Role.Admin, "Make and revoke keys, end apps, change the policy, read the audit trail"),
        new(Deed.Invite, Role.Admin, "Invite and remove viewers, members and admins, and change their roles"),
        new(Deed.Own, Role.Owner, "Make and unmake owners"),
    ];

    public static bool May(this Role role, Deed deed) => role >= Least(deed);

    /// <summary>The least role that may do it.</summary>
    public static Role Least(Deed deed)
    {
        foreach (var row in Rows)
        {
            if (row.Deed == deed)
            {
                return row.Least;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(deed), deed, "Nothing is said of who may do this.");
    }

    public static string Word(this Role role) => role switch { Role.Viewer => "viewer", Role.Member => "member", Role.Admin => "admin", _ => "owner" };

    /// <summary>Null for what is no role.</summary>
    public static Role? Of(string? word) => word switch { "viewer" => Role.Viewer, "member" => Role.Member, "admin" => Role.Admin, "owner" => Role.Owner, _ => null };

    /// <param name="Words">What it is, to a person.</param>
    public sealed record Row(Deed Deed, Role Least, string Words);
}

/// <summary>What a person may or may not do with a customer.</summary>
public enum Deed
{
    See,
    Read,
    Change,
    Connect,
    Manage,
    Invite,
    Own,
}
