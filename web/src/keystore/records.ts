/** The records of a key store in IndexedDB: small, few, and changed in one transaction or not at all. */

const TABLE = "records";

/** Read and write records by name. */
export class Records {
  private constructor(private readonly database: IDBDatabase) {}

  /** Open the database of this name, which is made if it is not there. */
  static async open(name: string): Promise<Records> {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(TABLE);
    };
    return new Records(await answer(opening));
  }

  /** Give a record, or undefined. */
  async get(name: string): Promise<unknown> {
    return answer<unknown>(this.database.transaction(TABLE, "readonly").objectStore(TABLE).get(name));
  }

  /** Add new records, all of them, or none if one of the names is taken; says which it was. */
  async add(records: Record<string, unknown>): Promise<boolean> {
    try {
      await this.#write((table) => {
        for (const [name, value] of Object.entries(records)) table.add(value, name);
      });
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "ConstraintError") return false;
      throw error;
    }
  }

  /** Put a record in the place of the one of this name. */
  async put(name: string, value: unknown): Promise<void> {
    await this.#write((table) => table.put(value, name));
  }

  /** Close the database. */
  close(): void {
    this.database.close();
  }

  async #write(change: (table: IDBObjectStore) => void): Promise<void> {
    const transaction = this.database.transaction(TABLE, "readwrite", { durability: "strict" });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => {
        resolve();
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error("The browser did not keep the keys."));
      };
    });
    change(transaction.objectStore(TABLE));
    await done;
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("The browser did not open its database."));
    };
  });
}
