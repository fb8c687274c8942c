namespace Squaremcp.Customers;

/// <summary>What a person is to a customer. Each may do what those before it may; <see cref="RoleTable"/> says what that is.</summary>
[GenerateSerializer, Alias("square.role.v1")]
public enum Role
{
    Viewer = 0,
    Member = 1,
    Admin = 2,
    Owner = 3,
}
