namespace Squaremcp.Platforms.Email;

/// <summary>One mailbox of an address header (RFC 5322 §3.4), its name decoded. <paramref name="Address"/> is as it was written, without angle brackets; it may lack a domain in broken mail.</summary>
internal sealed record EmailAddress(string? Name, string Address)
{
    /// <summary>The group it was listed in (<c>Friends: a@x, b@y;</c>), or null.</summary>
    public string? Group { get; init; }

    public override string ToString() => Name is null ? Address : $"{Name} <{Address}>";
}
