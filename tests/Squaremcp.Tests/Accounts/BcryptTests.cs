using Squaremcp.Frontend.Accounts;

namespace Squaremcp.Tests.Accounts;

public sealed class BcryptTests
{
    /// <summary>Published with crypt_blowfish (Openwall, wrapper.c) and jBCrypt (TestBCrypt.java); the shortest password by libxcrypt.</summary>
    public static TheoryData<string, string> Published => new()
    {
        { "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
        { "U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK" },
        { "U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.N0wO4z3EELuk/ycIifDScNe.mijJ.Sa" },
        { "U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a" },
        { "", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy" },
        { "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored", "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui" },
        { "", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s." },
        { "a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe" },
        { "abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i" },
        { "abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC" },
        { "~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_hashes_match_their_passwords_and_no_other(string password, string hash)
    {
        Assert.True(Bcrypt.Matches(hash, password));
        Assert.False(Bcrypt.Matches(hash, "x" + password));
        Assert.Equal(password.Length > 72, Bcrypt.Matches(hash, password + "x"));
    }

    [Theory]
    [InlineData("$2b$"), InlineData("$2y$")]
    public void Other_names_of_the_same_algorithm_are_taken(string version) =>
        Assert.True(Bcrypt.Matches(version + "06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i", "abc"));

    [Theory]
    [InlineData("$2x$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i", "no bcrypt hash")]
    [InlineData("$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0", "no bcrypt hash")]
    [InlineData("$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0!", "no bcrypt hash")]
    [InlineData("$2a$6$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i0", "no bcrypt hash")]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99", "no bcrypt hash")]
    [InlineData("", "no bcrypt hash")]
    [InlineData("$2a$03$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i", "cost is 3")]
    [InlineData("$2a$15$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i", "cost is 15")]
    [InlineData("$2a$31$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i", "cost is 31")]
    public void What_cannot_be_checked_says_why_and_matches_nothing(string hash, string why)
    {
        Assert.Contains(why, Bcrypt.Broken(hash), StringComparison.Ordinal);
        Assert.False(Bcrypt.Matches(hash, "abc"));
    }

    [Fact]
    public async Task A_right_password_of_another_product_is_hashed_anew_and_a_wrong_one_is_not()
    {
        const string Old = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";
        using var passwords = new Passwords();

        var (right, rehashed) = await passwords.CheckAsync(Old, "abc", CancellationToken.None);

        Assert.True(right);
        Assert.Equal((true, null), await passwords.CheckAsync(rehashed, "abc", CancellationToken.None));
        Assert.Equal((false, null), await passwords.CheckAsync(Old, "abd", CancellationToken.None));
        Assert.Equal((false, null), await passwords.CheckAsync(Old.Replace("$06$", "$31$", StringComparison.Ordinal), "abc", CancellationToken.None));
    }
}
